/** What no program can see from here, in the order in which it takes longest: what a brand does before it opens. */
export type Step = {
  what: { zh: string; en: string };
  where: string;
  for: 'everybody' | 'aws' | 'one-machine';
};

const step = (of: Step['for'], zh: string, en: string, where: string): Step => ({
  what: { zh, en },
  where,
  for: of,
});

export const goLiveSteps: readonly Step[] = [
  step(
    'everybody',
    '域名 ICP 备案（由所在地域的运营方受理）',
    'ICP filing of the name, with the operator of the region',
    'https://beian.miit.gov.cn',
  ),
  step(
    'aws',
    'AWS 中国区账号（光环新网 / 西云数据），与海外账号无关',
    'An account of AWS China; one of elsewhere is no use there',
    'cdk/README.md',
  ),
  step(
    'aws',
    '配额：Lambda 并发、API 网关请求速率',
    'Quotas: concurrent Lambdas, requests a second',
    'cdk/README.md',
  ),
  step(
    'one-machine',
    '备份搬到另一台机器，并演练过一次恢复',
    'Backups go to another machine, and one was restored',
    'docs/operations/one-machine.md',
  ),
  step(
    'everybody',
    '小程序认证、类目与类目所需许可证（食品等）',
    'The mini-program is verified; categories with the licences they ask for (food and others)',
    'mp.weixin.qq.com → 设置 → 基本设置',
  ),
  step('everybody', '小程序备案', 'The filing of the mini-program itself', 'mp.weixin.qq.com → 设置'),
  step(
    'everybody',
    '微信支付商户号已与小程序 AppID 绑定',
    'The merchant number is bound to the app id',
    'pay.weixin.qq.com → 产品中心 → AppID 账号管理',
  ),
  step(
    'everybody',
    'JSAPI 支付、H5 支付、退款已开通',
    'JSAPI payment, H5 payment and refunds are switched on',
    'pay.weixin.qq.com → 产品中心',
  ),
  step(
    'everybody',
    '服务器域名、业务域名、下载域名',
    'Domains for requests, for pages and for downloads',
    'mp.weixin.qq.com → 开发管理 → 服务器域名',
  ),
  step(
    'everybody',
    '扫普通链接二维码打开小程序：规则 …/q/，校验文件已上传',
    'Plain links open the mini-program: the rule …/q/, with its file uploaded',
    'mp.weixin.qq.com → 开发管理 → 扫普通链接二维码打开小程序',
  ),
  step(
    'everybody',
    '订阅消息模板已选用，编号填入 messageTemplates',
    'Templates of subscribe messages are chosen, their ids in messageTemplates',
    'mp.weixin.qq.com → 订阅消息',
  ),
  step(
    'everybody',
    '订单中心 path 与跳转 path',
    'The path of the order centre, and the one to jump to',
    'mp.weixin.qq.com → 订单中心管理',
  ),
  step(
    'everybody',
    '发货信息管理已开通',
    'Shipping information is switched on',
    'mp.weixin.qq.com → 发货信息管理',
  ),
  step(
    'everybody',
    '用户隐私保护指引与实际收集一致',
    'The privacy guide says what is really kept',
    'mp.weixin.qq.com → 设置 → 服务内容声明',
  ),
  step('everybody', '微信客服或小程序客服已配置', 'Customer service has people', 'mp.weixin.qq.com → 客服'),
  step(
    'everybody',
    '基础库最低版本',
    'The oldest base library that is let in',
    'mp.weixin.qq.com → 设置 → 功能设置',
  ),
  step(
    'everybody',
    '审核员测试账号与路径说明',
    'An account and a way for the reviewer',
    'mp.weixin.qq.com → 版本管理 → 提交审核',
  ),
  step(
    'everybody',
    '短信签名与模板审核通过',
    'The SMS signature and template are approved',
    'console.cloud.tencent.com/smsv2',
  ),
  step('everybody', '总部至少两名管理员', 'Headquarters have two administrators or more', '/hq/people'),
  step(
    'everybody',
    '一笔真实的小额订单：付款、取货、退款、次日对账',
    'One small real order: paid, picked up, refunded, compared the next day',
    '/hq',
  ),
];
