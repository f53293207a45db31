// The picture a technician looks at: is every edge on the LED, is every grey a step, are the stacked marks whole, does a
// moving line tear, how many pixels are there?

const GREYS = 16;
const WORDS = 'ẴỘỮ đĐ';
const LINE_PX = 2;

export function drawTestCard(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  frame: number,
): void {
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  drawRamp(context, width, height);
  drawCorners(context, width, height);
  context.strokeStyle = '#fff';
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width - 1, height - 1);
  context.fillStyle = '#fff';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `bold ${Math.floor(height / 4)}px "Be Vietnam Pro", sans-serif`;
  context.fillText(WORDS, width / 2, height * 0.34);
  context.font = `${Math.max(8, Math.floor(height / 16))}px monospace`;
  context.fillText(`${width} × ${height} · ${frame}`, width / 2, height * 0.56);
  // One pixel a frame: a torn picture breaks the line.
  context.fillRect(frame % width, 1, LINE_PX, height - 2);
}

function drawRamp(context: CanvasRenderingContext2D, width: number, height: number): void {
  const top = Math.floor(height * 0.68);
  const bottom = Math.floor(height * 0.88);
  for (let step = 0; step < GREYS; step += 1) {
    const grey = Math.round((step * 255) / (GREYS - 1));
    const left = Math.floor((step * width) / GREYS);
    context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
    context.fillRect(left, top, Math.ceil(width / GREYS), bottom - top);
  }
}

/** One colour a corner: turned or mirrored panels show. */
function drawCorners(context: CanvasRenderingContext2D, width: number, height: number): void {
  const side = Math.max(4, Math.floor(height / 10));
  const corners = [
    ['#f00', 0, 0],
    ['#0f0', width - side, 0],
    ['#00f', 0, height - side],
    ['#fff', width - side, height - side],
  ] as const;
  for (const [colour, left, top] of corners) {
    context.fillStyle = colour;
    context.fillRect(left, top, side, side);
  }
}
