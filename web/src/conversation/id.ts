/** A name that nothing else has. Not by `randomUUID`, which browsers keep from pages over plain HTTP of another machine. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
