/** Provinces by their short names, as `regions` of a product names them. */

const northeast = ['黑龙江', '吉林', '辽宁'] as const;
const north = ['北京', '天津', '河北', '山西', '内蒙古'] as const;
const northwest = ['陕西', '甘肃', '青海', '宁夏', '新疆'] as const;
const southCoast = ['广东', '广西', '福建', '海南'] as const;
const yangtzeDelta = ['上海', '江苏', '浙江', '安徽'] as const;
const middle = ['江西', '湖南', '湖北'] as const;
const southwest = ['四川', '重庆', '贵州', '云南'] as const;

/** Winters below −10 °C: snow boots and low-temperature heat pumps. */
export const coldProvinces: readonly string[] = [...northeast, ...north, ...northwest, '山东', '西藏'];

/** Rainy seasons above 80 % humidity: strong dehumidifying. */
export const humidProvinces: readonly string[] = [...southCoast, ...yangtzeDelta, ...middle, ...southwest];

/** One day by cold-chain lorry from Dandong. */
export const strawberryProvinces: readonly string[] = [...northeast, '北京', '天津', '河北', '山东'];

/** One day by cold-chain lorry from Wuxi. */
export const peachProvinces: readonly string[] = [...yangtzeDelta];

/** Where beef balls are eaten, and one day from the kitchen in Shantou. */
export const beefBallProvinces: readonly string[] = [...southCoast, '江西', '湖南'];

/** One day by air or lorry from the orchards in Guangdong. */
export const lycheeProvinces: readonly string[] = [...southCoast, ...middle, '上海', '浙江', '江苏'];
