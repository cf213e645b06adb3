/**
 * Whether a text matches a glob, in which `*` stands for any characters, also none and also `/`.
 * Case counts. Works with plain searches, so that no pattern can make it slow.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const firstStar = glob.indexOf('*');
  if (firstStar === -1) return text === glob;
  if (!text.startsWith(glob.slice(0, firstStar))) return false;
  const lastStar = glob.lastIndexOf('*');
  let position = firstStar;
  for (const part of glob.slice(firstStar, lastStar).split('*')) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  const tail = glob.slice(lastStar + 1);
  return text.length - tail.length >= position && text.endsWith(tail);
}
