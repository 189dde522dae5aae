/** The package has this dictionary without its types: pairs 「traditional simplified」, divided by a bar. */
declare module 'opencc-js/dict/TSCharacters' {
  const pairs: string;
  export default pairs;
}
