/** One change in flight: what the user does meanwhile is gathered, the newest of each kind, and sent with the answer. */

/** An answer that takes longer is lost, say to a server that was started anew. */
const LOST_AFTER = 8000;

export class Outbox {
  /** @type {Map<string, object>} */
  #waiting = new Map();
  #number = 0;
  /** @type {number | null} */
  #inFlight = null;
  #timer = 0;
  #send;

  /** @param {(number: number, events: object[]) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /**
   * @param {string} slot an event replaces the one that waits in the same slot
   * @param {object} event
   */
  post(slot, event) {
    this.#waiting.delete(slot);
    this.#waiting.set(slot, event);
    this.next();
  }

  /** Asks for an answer even though nothing has happened. */
  ask() {
    this.#dispatch([]);
  }

  /** Whether the server has seen all that was posted. */
  get settled() {
    return this.#inFlight === null && this.#waiting.size === 0;
  }

  /**
   * @param {number} number the last events that the server had seen
   * @returns {boolean} false for an answer that came late: a newer one has been shown
   */
  answered(number) {
    if (this.#inFlight !== null && number < this.#inFlight) return false;
    this.#number = Math.max(this.#number, number);
    this.#inFlight = null;
    clearTimeout(this.#timer);
    return true;
  }

  /** Sends what has gathered; called when the answer is on the screen. */
  next() {
    if (this.#inFlight !== null || this.#waiting.size === 0) return;
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#dispatch(events);
  }

  #dispatch(events) {
    this.#inFlight = ++this.#number;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#inFlight = null;
      this.next();
    }, LOST_AFTER);
    this.#send(this.#inFlight, events);
  }

  close() {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }
}
