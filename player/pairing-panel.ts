// What an unpaired page shows: sentences, the code as large as it can be, a QR of it for a phone, what the page measures
// of itself, and the giant number of "Hiện số trên màn hình".

import { toCanvas } from 'qrcode';
import type { PairingEdges } from './pairing.ts';

type Offer = NonNullable<Parameters<PairingEdges['showOffer']>[0]>;

const QR_PX = 6;

export class PairingPanel {
  readonly #panel: HTMLElement;
  readonly #serverUrl: string;
  readonly #title = document.createElement('h1');
  readonly #text = document.createElement('p');
  /** Giant; the code stays below it, because it is what has to be typed next. */
  readonly #number = document.createElement('b');
  readonly #code = document.createElement('strong');
  readonly #qr = document.createElement('canvas');
  readonly #facts = document.createElement('small');
  #shownCode = '';

  constructor(panel: HTMLElement, serverUrl: string) {
    this.#panel = panel;
    this.#serverUrl = serverUrl;
    panel.replaceChildren(this.#title, this.#text, this.#number, this.#code, this.#qr, this.#facts);
    this.showOffer(null);
  }

  /** A sentence in place of the content; null takes everything away. */
  say(title: string | null, sentence: string): void {
    this.#panel.hidden = title === null;
    this.#title.textContent = title;
    this.#text.textContent = sentence;
  }

  showOffer(offer: Offer | null): void {
    const isNumber = offer !== null && offer.number !== null;
    this.#panel.classList.toggle('giant', isNumber);
    this.#number.hidden = !isNumber;
    this.#code.hidden = offer === null;
    this.#qr.hidden = offer === null || isNumber;
    this.#facts.hidden = offer === null || isNumber;
    if (offer === null) return;
    this.#number.textContent = isNumber ? String(offer.number) : '';
    this.#code.textContent = offer.code;
    const { widthPx, heightPx, ratioMilli, clockAt } = offer.measures;
    this.#facts.textContent =
      `${widthPx} × ${heightPx} px · tỉ lệ ${ratioMilli / 10} % · đồng hồ máy ${timeOf(clockAt)} · ` +
      'mã dùng một lần, tự đổi sau 10 phút';
    if (this.#shownCode === offer.code) return;
    this.#shownCode = offer.code;
    const address = `${this.#serverUrl}/man-hinh#ma=${offer.code}`;
    toCanvas(this.#qr, address, { scale: QR_PX, margin: 4, errorCorrectionLevel: 'M' }).catch(() => {
      this.#qr.hidden = true;
    });
  }
}

function timeOf(at: number): string {
  const pad = (part: number): string => String(part).padStart(2, '0');
  const date = new Date(at);
  const day = `${pad(date.getDate())}/${pad(date.getMonth() + 1)}/${date.getFullYear()}`;
  return `${pad(date.getHours())}:${pad(date.getMinutes())} ${day}`;
}
