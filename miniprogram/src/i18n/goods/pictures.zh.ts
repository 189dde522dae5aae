/** Of pictures that people give. */
export const picturesZh = {
  add: '加图片',
  sending: '上传中…',
  picture: '第 {nth} 张图片',
  remove: '去掉第 {nth} 张图片',
} as const;
