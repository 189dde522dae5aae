/** Noto Sans SC as it is published for browsers: one file for each hundred or so characters. */
export const fontPackage = '@fontsource-variable/noto-sans-sc';
/** Where it lies beside the bundle of a function. */
export const fontFolderBeside = 'noto-sans-sc';
