/**
 * Readings of the characters in Chinese province, city and county names, in the usual order of a dictionary:
 * syllable, then its characters. One reading for each character; the names that read otherwise are in
 * `place-names.ts`.
 */
export const pinyinTable = `
a阿 ai爱 an安庵鞍岸 ang昂 ao敖澳 ba八巴坝鲅霸灞 bai白百柏拜 ban班坂版 bang蚌 bao包宝保堡 bei碑北贝碚 ben本
bi比毕碧壁濞璧 bian边 bie别 bin宾彬滨 bing兵秉 bo波播伯勃亳博泊 bu布步埗部 cai彩蔡 cang仓沧苍 cao曹草 ce册策 cen岑
ceng曾 cha查茶察岔 chan禅瀍 chang昌常厂场长 chao巢朝潮 che车 chen郴辰陈 cheng称成呈承城澄 chi池茌赤
chong充冲崇重 chou畴 chu滁楚 chuan川船 chun春淳 ci慈磁次 cong从丛 cui翠 cun村 cuo措错 da达大
dai傣代岱带戴 dan丹单郸儋 dang当凼宕砀 dao刀岛道稻 de得德 di地滴迪坻底棣 deng灯登等邓磴 dian点电甸店垫淀
diao调 die迭叠 ding丁顶鼎定 dong东侗洞 dou斗 du都独杜度渡 duan端 dui堆 dun敦 duo多掇 e峨额鄂 en恩 er儿尔洱二
fa法 fan番烦樊繁范 fang方邡坊防房放 fei妃肥费 fen分芬汾 feng丰风封峰烽锋凤奉 fo佛 fu孚扶芙罘浮涪符福抚府附阜复富
ga嘎噶 gai改盖 gan甘感干赣 gang冈刚钢岗港 gao皋高藁 ge戈仡阁革格葛个各 gen根 geng耿 gong工弓公功宫恭巩拱珙共贡
gou沟 gu姑沽古谷鼓固故 gua瓜 guai拐 guan关观官冠莞管馆灌 guang光广 gui归贵桂 guo郭国果 ha哈 hai海
han邗含邯涵寒韩罕汉 hang杭 hao濠好浩 he禾合和河荷菏贺赫鹤 hei黑 heng亨恒横衡 hong红宏洪虹 hou侯后
hu呼胡壶湖葫虎互祜鄠 hua花华骅滑化桦 huai怀淮槐 huan环桓 huang皇凰黄湟煌潢 hui晖辉徽回汇会惠 hun浑珲 huo获霍
ji鸡积基吉即极集济绩蓟暨稷冀 jia加夹伽佳迦家嘉郏贾架 jian尖间监犍简碱建剑涧箭 jiang江姜将疆绛
jiao交郊胶椒焦蛟蕉 jie揭街节结解介界 jin金津锦进晋缙 jing京泾经荆旌精井景竞靖静镜 jiu鸠九久酒旧 ju居莒巨句
juan鄄 jue觉 jun军君峻浚 ka喀卡 kai开凯 kan坎 kang康 kao考 ke柯科可岢克 ken垦 kong崆 kou口 ku库 kuan宽 kuang矿
kui奎葵 kun坤昆 la拉喇腊 lai来崃涞莱赉 lan兰岚蓝澜 lang郎廊琅朗浪阆蒗 lao崂老佬 le乐勒 lei雷耒垒类 leng棱楞冷
li离梨犁黎蠡礼李里理鲤澧醴力历立丽利荔栗傈溧 lian连涟莲联廉濂 liang良凉梁两 liao辽聊 lie列烈 lin邻林临麟蔺
ling灵凌陵零岭令 liu浏流留柳六 long龙隆陇 lou娄楼 lu卢庐芦泸炉鲁陆鹿禄碌路潞麓 lü吕旅绿 luan峦栾滦 lüe略
lun仑伦轮 luo罗萝洛漯 ma麻马玛 mai迈麦 man满曼 mang芒 mao毛茅茂 mei眉梅湄美 men门们 meng盟蒙勐孟梦
mi弥米汨泌密 mian绵棉勉冕渑 miao苗 min民岷闵闽敏 ming名明鸣 mo谟模磨末莫漠墨默 mou谋 mu牟牡木仫沐牧穆 na那纳
nai乃奈 nan南 nang囊 nao淖 ne讷 nei内 nen嫩 ni尼 nian年碾 nie聂 ning宁 niu牛 nong农 nu怒 nuo诺 ou瓯 pai牌
pan潘攀盘磐 pei沛 peng彭蓬澎 pi邳皮陂郫 pian偏 piao票 ping平凭坪屏萍 po坡颇鄱 pu仆莆蒲濮浦普谱埔
qi七栖祁齐岐奇耆淇旗綦蕲麒启杞起 qia恰 qian千阡迁铅谦前乾潜黔 qiang羌强 qiao桥硚谯巧 qie茄且 qin钦秦勤沁
qing青清晴庆 qiong邛琼 qiu丘邱 qu区曲朐渠衢 quan圈全权泉荃劝 que确 qun群 rang壤让 rao饶 ren仁任 ri日
rong荣容蓉榕融 rou柔 ru如汝乳 rui芮瑞 run润 ruo若 sa撒萨 sai塞赛 san三 sang桑 se色 sha沙莎 shan山陕汕善鄯
shang商上尚 shao韶邵绍 she畲社射涉歙 shen申莘深神沈审 sheng省圣胜嵊 shi师施什浉狮十石始氏市 shou手首寿
shu疏舒熟蜀曙沭树墅 shuang双 shui水 shun顺 shuo朔硕 si思斯四寺泗 song松淞嵩 su苏肃宿僳 sui睢濉绥随遂穗 sun孙
suo索 ta塔 tai台太泰 tan滩坛郯覃潭 tang汤唐堂棠塘 tao洮桃陶 te特 teng腾滕藤 ti提 tian天田填 tie铁 ting汀亭
tong通同桐铜潼峒 tou头投 tu突图徒涂土吐 tuan团 tun屯 tuo托拖脱陀 wa洼瓦佤 wai外 wan湾宛万 wang汪王旺望
wei威微巍圩围维潍伟尾卫为未尉渭蔚魏 wen温文闻汶 weng翁瓮 wo沃卧斡 wu乌巫无吴吾芜梧五伍武舞务悟婺
xi西昔息浠淅溪锡习隰喜细 xia峡辖霞下夏厦 xian仙鲜贤咸县献 xiang乡芗相香厢湘襄镶祥翔响向项象 xiao猇萧霄小孝
xie谢 xin心忻辛新信 xing星行邢陉荥兴杏 xiong雄 xiu休修秀岫 xu盱徐许叙溆 xuan宣玄 xue薛穴 xun寻旬浔循逊
ya鸭牙琊崖涯雅亚 yan烟焉鄢延岩沿炎研盐阎兖偃郾彦砚晏堰雁 yang央扬羊阳杨洋漾 yao尧姚遥瑶要耀 ye掖冶野业叶邺
yi伊依猗黟仪夷沂宜眙彝义弋邑峄易驿益谊翼 yin阴荫音殷银鄞印 ying应英鹰迎盈营蓥颍 yong邕雍永埇
you攸尤犹邮油游友酉右 yu于余盂鱼禺隅渝榆虞舆宇屿雨禹玉郁峪裕豫 yuan元园沅垣原袁源远苑 yue月岳越
yun云匀郧筠运郓蕴 za杂 zai载 zan赞 zang藏 zao枣 ze则泽 zeng增 zha扎札闸柞 zhai寨 zhan沾站湛 zhang张章彰漳樟丈
zhao招昭召诏赵照肇 zhe柘浙 zhen贞浈真圳振镇 zheng征蒸正郑政 zhi芝枝织脂直植芷指至志治峙陟 zhong中忠钟仲
zhou州舟周洲 zhu株珠诸竹主助驻柱祝 zhuang庄壮 zhun准 zhuo涿卓 zi孜资淄滋子仔秭梓紫自 zong宗枞 zou邹 zu足族
zui嘴 zun遵 zuo左作 guo涡 bu埠 huang晃
`;
