/** All pictures of the page, drawn on a square of 24. */
const PATHS = {
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M20 20l-4-4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  again: 'M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  down: 'M12 5v14M6 13l6 6 6-6',
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  engine: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  compare: 'M4 5h6v14H4zM14 5h6v14h-6z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  take: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1',
  help: 'M9 9.5a3 3 0 1 1 4.4 2.6c-.9.5-1.4 1-1.4 2M12 17.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  goOn: 'M4 12h13M12 6l6 6-6 6M21 5v14',
  panel: 'M4 5h16v14H4zM10 5v14',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The sign of the house: three lines of a brook. */
export function Brook({ flowing = false }: { flowing?: boolean }) {
  return (
    <svg className={flowing ? 'brook flowing' : 'brook'} viewBox="0 0 32 24" aria-hidden="true">
      <path d="M2 5c4.7-3.6 9.3-3.6 14 0s9.3 3.6 14 0" />
      <path d="M2 12c4.7-3.6 9.3-3.6 14 0s9.3 3.6 14 0" />
      <path d="M2 19c4.7-3.6 9.3-3.6 14 0s9.3 3.6 14 0" />
    </svg>
  );
}
