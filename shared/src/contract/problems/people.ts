import type { LocalizedText } from '../common.ts';

/** Of who is calling, signing in, invitations and roles. */
export const peopleProblems = {
  unauthenticated: { status: 401, zh: '请先登录', en: 'Please sign in' },
  session_expired: { status: 401, zh: '登录已过期，请重新进入', en: 'Your session has expired' },
  assertion_invalid: { status: 401, zh: '无法确认来访者身份', en: 'The caller could not be verified' },
  assertion_replayed: { status: 401, zh: '请求已处理过', en: 'This assertion was already used' },
  login_code_invalid: {
    status: 401,
    zh: '登录码无效或已使用，请重试',
    en: 'The login code is invalid or used',
  },
  login_blocked: { status: 403, zh: '微信限制了此账号登录', en: 'WeChat has blocked this sign-in' },
  scope_unfit: {
    status: 400,
    zh: '角色 {role} 不能授予这种范围，只能是：{scopes}',
    en: 'The role {role} cannot hold there; it may hold for: {scopes}',
  },
  scope_unknown: {
    status: 400,
    zh: '没有「{name}」，这样的授权不会生效',
    en: 'There is no “{name}”: such a grant would cover nothing',
  },
  roles_full: {
    status: 409,
    zh: '此人已有 {max} 个角色，请先收回不需要的',
    en: 'This person holds {max} roles already; please take one away first',
  },
  bootstrap_closed: {
    status: 409,
    zh: '本系统已有管理员，开通码不再有效；请直接登录',
    en: 'This system has an administrator already, and takes no code any more; please sign in',
  },
  bootstrap_expired: {
    status: 409,
    zh: '开通码已过期，请在部署处重新生成',
    en: 'The code has expired; please have the deployment make another',
  },
  bootstrap_code_wrong: {
    status: 400,
    zh: '开通码不对，请核对后重新输入',
    en: 'This is not the code; please check it and type it again',
  },
  invitation_unknown: {
    status: 404,
    zh: '没有这个邀请，请核对邀请码',
    en: 'There is no such invitation; please check the code',
  },
  invitation_used: { status: 409, zh: '这个邀请已被接受', en: 'This invitation was accepted already' },
  invitation_revoked: { status: 409, zh: '这个邀请已被撤回', en: 'This invitation was taken back' },
  invitation_expired: {
    status: 409,
    zh: '这个邀请已过期，请对方重新发送',
    en: 'This invitation has expired; please ask for another',
  },
  invitation_other_number: {
    status: 409,
    zh: '这个邀请只给另一个手机号，请用被邀请的号码登录',
    en: 'This invitation is for another number; please sign in with the number that was invited',
  },
  invitation_lapsed: {
    status: 409,
    zh: '邀请人现在不能再给出这个角色，请联系管理员',
    en: 'Who invited you may not give this role any more; please ask an administrator',
  },
  invitation_needs_phone: {
    status: 409,
    zh: '这个角色的邀请要填写手机号，只有这个号码能接受',
    en: 'An invitation to this role needs a phone number, which alone can accept it',
  },
  verification_needed: {
    status: 409,
    zh: '总部要先核验执照或本人证件，核验后才能拥有这个角色',
    en: 'Headquarters has to see the licence or the papers first; then this role can be held',
  },
  verification_unfit: {
    status: 409,
    zh: '这个角色要核验的是另一种证件',
    en: 'This role asks for other papers',
  },
  verification_own: {
    status: 403,
    zh: '不能核验自己的证件，请让另一位有此权限的同事来核验',
    en: 'Nobody verifies their own papers: a colleague who may do so has to',
  },
  verification_expired: {
    status: 409,
    zh: '这张执照已过有效期',
    en: 'This licence is not valid any more',
  },
  phone_needed: {
    status: 409,
    zh: '请先用手机号验证身份，再接受邀请',
    en: 'Please confirm your mobile number first',
  },
  staff_has_goods: {
    status: 409,
    zh: '此人手上还有 {count} 个配送中的包裹，请先送达或带回',
    en: 'This person still has {count} parcels on the way; they have to be delivered or brought back first',
  },
  no_hq_role: {
    status: 409,
    zh: '此人没有总部的角色，链接打不开任何页面',
    en: 'This person has no role at headquarters: a link would open nothing',
  },
  deletion_blocked: {
    status: 409,
    zh: '还有未办完的事，办完后才能注销',
    en: 'Something has to be settled before you can be forgotten',
  },
  own_hand_only: {
    status: 403,
    zh: '门店电脑上不能这样做，请在自己的手机上操作',
    en: 'Not from a shared computer: please do this on your own phone',
  },
  code_wrong: {
    status: 409,
    zh: '验证码不对，还可以试 {left} 次',
    en: 'The code is wrong; {left} tries left',
  },
  code_expired: {
    status: 409,
    zh: '验证码已失效，请重新获取',
    en: 'The code is no longer good; please get another',
  },
  sms_unavailable: {
    status: 503,
    zh: '暂时无法发送短信，请稍后再试，或在微信小程序里打开',
    en: 'No SMS can be sent now; please try later, or open the WeChat mini-program',
  },
  phone_in_use: {
    status: 409,
    zh: '这个手机号已被另一个账号使用，请联系客服',
    en: 'This number belongs to another account; please contact support',
  },
  text_changed: {
    status: 409,
    zh: '这份文本有了新版本，请看过再同意',
    en: 'There is a new version of this text; please read it before you agree',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
