/**
 * Stands in the built page for the package of this name, whose table would be a tenth of the page: browsers know the
 * names themselves. They tell them only as markup, so one policy of trusted types lets exactly names through.
 */
declare const trustedTypes: { createPolicy(name: string, rules: { createHTML: (text: string) => string }): { createHTML(text: string): string } } | undefined;

const NAME = /^[A-Za-z][A-Za-z0-9]{0,40}$/;
const reference = (name: string) => `&${name};`;
const policy = typeof trustedTypes === 'undefined' ? undefined : trustedTypes.createPolicy('entities', { createHTML: reference });
const place = document.createElement('i');

/** The character behind `&name;`, or false. */
export function decodeNamedCharacterReference(name: string): string | false {
  if (!NAME.test(name)) return false;
  place.innerHTML = policy ? policy.createHTML(name) : reference(name);
  const found = place.textContent;
  // `&notit;` gives `¬it;`: the name was not used up
  if (found === reference(name) || (found.endsWith(';') && name !== 'semi')) return false;
  return found;
}
