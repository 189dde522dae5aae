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
    '域名 ICP 备案：经所在地域的运营方（北京：光环新网；宁夏：西云数据；一台机器：其云厂商），完成后 80/443 才可公开访问',
    'ICP filing of the name with the operator of the region (Beijing: Sinnet, Ningxia: NWCD, one machine: its cloud): before it ports 80 and 443 are closed',
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
    'aws',
    '中国区：服务器证书已上传到 IAM（webCertificate），域名已指向 WebDnsTarget / DnsTarget',
    'In China the certificate is uploaded to IAM (webCertificate); the names point to WebDnsTarget and DnsTarget',
    'cdk/README.md',
  ),
  step(
    'aws',
    '开通码已使用，jindian/<stage>/signing、wechat、wechat-pay 三个密钥已填写',
    'The code of the first administrator is used; the secrets signing, wechat and wechat-pay are filled in',
    'cdk/README.md',
  ),
  step(
    'aws',
    '告警主题有人订阅并已确认邮件，试响过一次',
    'Somebody subscribed to the alarms, confirmed the mail, and one rang for trial',
    'docs/operations/alarms.md',
  ),
  step(
    'aws',
    '演练过一次恢复（npm run restore）',
    'One restore was rehearsed (npm run restore)',
    'docs/operations/restoring.md',
  ),
  step(
    'everybody',
    '云开发网关：环境变量、超时 20 秒、未开放 HTTP 访问',
    'The gateway on CloudBase: its variables, 20 seconds, no HTTP access',
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
    'JSAPI 支付、H5 支付（及其支付域名）、退款已开通',
    'JSAPI payment, H5 payment with its domain, and refunds are switched on',
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
    `mp.weixin.qq.com → 订单中心管理: pages/serving/orders/index · pages/serving/order/index?orderId=\${商品订单号}`,
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
    '代码上传密钥与 IP 白名单（npm run upload:weapp）',
    'The key to upload with, and the addresses it is taken from (npm run upload:weapp)',
    'mp.weixin.qq.com → 开发管理 → 开发设置 → 小程序代码上传',
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
