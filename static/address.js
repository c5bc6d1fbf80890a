/** The address bar: always the whole scenario; one entry in the history for each gesture. */

/** Browsers refuse more than some 20 changes of the address a second. */
const PAUSE = 250;

export class Address {
  #gesture = 0;
  #pushed = -1;
  #timer = 0;
  #link = "";
  #suffix;

  /** @param {() => string} [suffix] what follows the link and is the browser's alone: "", or "&step=12&stage=3" */
  constructor(suffix = () => "") {
    this.#suffix = suffix;
  }

  /** A new gesture: the next change of the link makes an entry of its own. */
  begin() {
    this.#gesture += 1;
  }

  /**
   * @param {string} link query string without its question mark
   * @param {boolean} own whether the user made this link here, rather than by opening it
   * @param {boolean} [anew] whether it is the first of a gesture that nobody began
   */
  show(link, own, anew = false) {
    if (link === this.#link) return;
    if (anew) this.begin();
    this.#link = link;
    if (own && this.#pushed !== this.#gesture && location.search) {
      this.#pushed = this.#gesture;
      this.#write("pushState");
      return;
    }
    this.#pushed = this.#gesture;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write("replaceState"), own ? PAUSE : 0);
  }

  /** Puts the suffix as it is then into the entry that is shown, after a pause; what is on its way takes it along. */
  tell() {
    if (this.#link && !this.#timer) this.#timer = setTimeout(() => this.#write("replaceState"), PAUSE);
  }

  /** @param {"pushState" | "replaceState"} how */
  #write(how) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const query = this.#query;
    if (decodeURIComponent(location.search) !== decodeURIComponent(query)) {
      history[how](history.state, "", `${location.pathname}${query}${location.hash}`);
    }
  }

  get #query() {
    return `?${this.#link}${this.#suffix()}`;
  }

  /** The whole address of what is shown. */
  get href() {
    return `${location.origin}${location.pathname}${this.#query}`;
  }

  /** Forgets what it was about to write: the page is being left. */
  close() {
    clearTimeout(this.#timer);
  }
}
