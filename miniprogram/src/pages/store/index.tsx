import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { formatYuan } from '@jindian/shared/money';
import { InputNumber } from '@nutui/nutui-react-taro';
import { Text, View } from '@tarojs/components';

export default function StorePage() {
  return (
    <View>
      <Text>
        {formatYuan(1999)} {Object.keys(endpoints).length}
      </Text>
      <InputNumber defaultValue={1} min={1} />
    </View>
  );
}
