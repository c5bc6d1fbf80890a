/** What outlives a visit to another page: the parts that were sent, the clock, and each surface's camera. */

export const memory = {
  /** @type {Map<string, any>} */
  parts: new Map(),
  /** The paths of the race that is shown, by the server's names for them. @type {Map<string, any>} */
  paths: new Map(),
  /** @type {{step: number, playing: boolean, speed: number, loop: boolean} | null} */
  clock: null,
  /** @type {Map<string, any>} */
  cameras: new Map(),
};
