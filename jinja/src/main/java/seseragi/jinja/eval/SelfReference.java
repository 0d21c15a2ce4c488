package seseragi.jinja.eval;

import seseragi.jinja.value.Handle;
import seseragi.jinja.value.NativeFunction;
import seseragi.jinja.value.Value;

/** The variable {@code self}: prints blocks of the template again. */
record SelfReference(Interpreter interpreter) implements Handle {

  @Override
  public String typeName() {
    return "TemplateReference";
  }

  @Override
  public String describe() {
    return "<TemplateReference None>";
  }

  @Override
  public boolean isCallable() {
    return false;
  }

  @Override
  public Value attribute(String name) {
    return interpreter.hasBlock(name)
        ? NativeFunction.method(name, arguments -> interpreter.block(name))
        : Handle.super.attribute(name);
  }
}
