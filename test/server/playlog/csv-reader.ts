// An export must not be checked by the library that wrote it.

/** Reads CSV as RFC 4180 says, by hand. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (isQuoted && character === '"' && text[index + 1] === '"') {
      cell += '"';
      index += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ',') {
      cells.push(cell);
      cell = '';
    } else if (!isQuoted && character === '\r' && text[index + 1] === '\n') {
      rows.push([...cells, cell]);
      cells = [];
      cell = '';
      index += 1;
    } else cell += character;
  }
  return rows;
}
