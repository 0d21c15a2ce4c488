import { Component, type ReactNode } from 'react';
import { useText } from '../text';

type Props = { readonly children: ReactNode };

/** Stands between a fault of a part of the page and the rest of it: says what happened instead of showing nothing. */
export class Mishap extends Component<Props, { readonly failure?: unknown }> {
  override state: { readonly failure?: unknown } = {};

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override render() {
    if (this.state.failure === undefined) return this.props.children;
    const { failure } = this.state;
    return <Sorry what={failure instanceof Error ? failure.message : String(failure)} />;
  }
}

function Sorry({ what }: { what: string }) {
  const t = useText();
  return (
    <div className="mishap">
      <div className="note ember" role="alert">
        <p>{t.trouble.page(what)}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {t.trouble.reload}
        </button>
      </div>
    </div>
  );
}
