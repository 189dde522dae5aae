/**
 * What `@tarojs/components` is in browsers (config/index.ts): Taro's own elements, and in place of some the speaking
 * ones. Nothing else may stand here: Taro's build goes through this file and drops what is no component that is used.
 */
export * from 'taro-elements';
export { Button, Image, Input, ScrollView, Text, Textarea, View } from './parts.tsx';
