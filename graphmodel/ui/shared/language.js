// Sets the language of the page, which Streamlit declares to be English.
export default function ({ data }) {
  document.documentElement.lang = data.language;
}
