/** Chat templates: a Jinja interpreter without dependencies. */
module seseragi.jinja {
  exports seseragi.jinja;
}
