// The language of the page, which its frame says to be English.
export default function ({ data }) {
  document.documentElement.lang = data.language;
}
