/** plotly.js, loaded once a page. */

/** @type {Promise<any> | null} */
let loading = null;

/** @param {string} folder where the page's files are */
export function loadPlotly(folder) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${folder}plotly.js`;
    script.async = true;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null;
      reject(new Error("plotly.js could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

/** @type {Promise<void> | null} */
let styling = null;

/** The style sheet, so that nothing is measured before it holds. @param {string} folder */
export function loadStyle(folder) {
  styling ??= new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `${folder}arena.css`;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
  return styling;
}
