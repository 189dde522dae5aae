declare module '*.wav' {
  const path: string;
  export default path;
}
