# 控制台的简体中文用语。
language-name = 简体中文
skip = 跳到主要内容
languages = 语言
sections = 控制台
leave = 退出登录
now = 现在
people = 人
catalog = 目录
parts = 组件
none = –
# Between two sentences.
gap = {""}
list-separator = 、
date = { $year }年{ $month }月{ $day }日
clock = { $time } UTC
moment = { $date } { $time }（UTC）
yes = 是
no = 否
nothing-given = 空

## 登录
enter = 登录控制台
enter-lead = 控制台显示收到了什么，以及每个人允许了什么。只有持有控制台密钥的员工可以进入。
console-key = 控制台密钥
console-key-hint = 请向负责 Telos 的同事索取。演示版会在启动时显示。
enter-button = 登录
enter-wrong = 控制台密钥不正确。请检查后再试一次。
enter-slow = 短时间内输错密钥的次数太多。请等一分钟再试。
notice-denied = 这张表单不是从控制台提交的
notice-denied-body = 为了保护你，只接受从控制台页面提交的表单。没有任何更改。请重新打开页面，再从那里提交。
notice-absent = 这里什么都没有
notice-absent-body = 地址可能有误，或者对象已经不存在。
notice-failed = 无法读取
notice-failed-body = 存储没有响应。没有任何更改。请稍后再试；如果一直这样，原因会写在日志里。
back-to-now = 前往“现在”

## 现在
now-lead = 正在收到的数据，以及闸门如何处理。没有任何目的可以持有的内容，在写入之前就会排除。
today = 今天
today-of = { $date }，自 UTC 零点起
today-empty = 今天还没有收到任何数据。
kept = 保留
forgotten = 丢弃
duplicate = 已收过
rejected = 拒收
fields-left-out = 排除的字段
chart-today = 今天的消息（按来源）
chart-part = { $what }：{ $count }
chart-bar = { $source }：保留 { $kept }、丢弃 { $forgotten }、已收过 { $duplicate }、拒收 { $rejected }
table-behind = 用表格显示数字
source = 来源
brand = 品牌
purpose = 目的
field = 字段
reason = 原因
times = 次数
top-reasons = 字段被排除的原因
top-reasons-empty = 今天没有排除任何字段。
live = 正在收到
live-plain = 最近的消息。刷新即可看到更新的消息。
live-on = 新消息会自动出现在这里。
live-off = 已暂停，不显示新消息。
live-lost = 连接中断，正在重试。
live-empty = 还没有消息。一有来源发送，就会出现在这里。
refresh = 刷新
pause = 暂停
resume = 继续
left-out = 排除的内容
outcome-kept = { $count ->
    [0] 没有保留任何字段。
   *[other] 保留了 { $count } 个字段。
}
outcome-left-out = { $count ->
   *[other] 排除了 { $count } 个。
}
outcome-facts = { $count ->
   *[other] 带来 { $count } 条同意记录。
}
outcome-new = 这是新的人。
outcome-linked = 由此得知两条记录是同一个人。
outcome-fields = 哪些字段，以及原因
outcome-forgotten = 没有任何目的可以持有其中的内容，因此只计数，不保留。
outcome-duplicate = 这条消息之前收过了，没有任何更改。
outcome-rejected = 无法理解：
held-for = 用于{ $purposes }
the-event-itself = 事件本身
segment-entered = 进入
segment-left = 离开
open-person = 打开这个人

## 人
people-lead = 查找一个人，并说明是为了哪个目的查看。只会显示该目的可以看到的内容。
people-absent = 这里没有人使用这个标识。
people-find = 显示这个人
people-other = 查找其他人
identifier-kind = 标识种类
identifier-value = 标识
identifier-hint = 请按本人提供的方式填写。不会留在任何地址或日志中。
identifier-wrong = 这不是该种类的有效标识。
identifier-missing = 请填写标识。
purpose-wrong = 请选择查看的目的。
purpose-why = 你是为了哪个目的查看？
purpose-hint = 不选择目的，就不会显示任何内容。
purpose-looking = 你查看的目的
purpose-look = 以这个目的查看
choose = 选择目的
person = 人
person-back = 回到这个人
person-denied = 这个目的不能查看这个人
purpose-missing = 请先选择目的
purpose-missing-body = 个人数据只会为了某个目的而显示。请在上方选择你的目的。
ground = 你为什么可以看到
ground-because = 你可以看到这些，因为“{ $purpose }”（{ $brand }）的依据是{ $basis }。
ground-facts = { $count ->
   *[other] 有 { $count } 条本人的同意记录为凭。
}
ground-until = 如果本人没有新的表示，有效期至 { $until }。
ground-until-news = 在本人另作表示之前有效。
ground-retention = { $days ->
   *[other] 数据可保存 { $days } 天。
}
ground-categories = 数据种类：{ $categories }
traits = 已知的信息
traits-empty = 没有这个目的可以看到的内容。
not-valid = 无效
as-sent = 原始输入：{ $value }
badge-purposes = { $count ->
   *[other] { $count } 个目的可以查看
}
provenance = 来自{ $source }，{ $date }，用于{ $purposes }
computed = 计算得出
computed-empty = 没有这个目的可以看到的计算结果。
behaviour = 这个人做过的事
behaviour-empty = 没有这个目的可以看到的内容。
measured = 项目
sum = 合计
first = 最早
last = 最近
identifiers = 标识
identifiers-empty = 没有这个目的可以看到的标识。
seen-between = 首次出现于 { $first }，最近一次 { $last }
segments = 分群
segments-empty = 不在这个目的的任何分群中。
since = 自 { $date } 起
groups = 群组
consents = 各目的的同意
consents-empty = 这里没有需要同意的目的。
state = 状态
withheld = 没有显示的内容及原因
withheld-lead = 这些信息已知，但不为你选的目的显示。
withheld-empty = 没有隐藏任何内容。
withheld-category = 这个目的不使用这类数据
withheld-others = 只为{ $purposes }而收集
why-one = 为什么认定是同一个人
why-one-single = 全部来自同一条记录，不需要关联。
why-one-lead = { $count ->
   *[other] { $count } 条记录被认定为同一个人，原因如下：
}
node-since = 自 { $date } 起
node-kind = { $kind }：{ $count }
edge-pair = { $a } 与 { $b }：
edge-together = { $a }与{ $b }出现在同一条消息中。
edge-alias = 有消息指出两者是同一个人。
edge-staff = 员工确认两者是同一个人。
severed = { $count ->
   *[other] 有 { $count } 组已拆开，不会再关联。
}
graph-label = { $nodes } 条记录，{ $edges } 个关联
graph-edge = { $a } 与 { $b }
timeline = 时间线
timeline-empty = 没有这个目的可以看到的事件。
timeline-more = 显示更早的
left-out-count = { $count ->
   *[other] 排除了 { $count } 个字段
}

## 目录
catalog-lead = 当前生效的政策：收集什么、为了什么、依据是什么。
catalog-version = 第 { $number } 版，{ $date } 应用
catalog-parts = 目录的各部分
brands = 品牌
purposes = 目的
sources = 来源
data = 事件与字段
jurisdictions = 法域
history = 版本
empty-list = 目录中没有声明。
name = 目录中的名称
established = 设立于
purpose-version = 第 { $version } 版
mark-marketing = 营销
mark-sells = 会出售或共享数据
mark-necessary = 必要
mark-profiling = 自动化决策
mark-channel-consent = 每个渠道需另行同意
categories = 数据种类
operations = 可以做的事
recipients = 可以提供给谁
nobody = 无
retention = 保存期限
retention-none = 只要还有这个人的记录
days = { $days ->
   *[other] { $days } 天
}
bases = 法律依据
bases-count = { $count ->
    [0] 没有法律依据，任何地方都不允许
   *[other] { $count } 个法域的法律依据
}
jurisdiction = 法域
basis = 依据
rules = 规则
citation = 法条
rule-explicit = 明示同意
rule-separate = 单独询问
rule-double-opt-in = 两次确认
rule-age = { $days ->
   *[other] { $days } 天后重新询问
}
channel = 渠道
collects-for = 收集目的
rate = 上限
rate-value = { $count ->
   *[other] 每秒 { $count } 个事件
}
rate-none = 没有单独的上限
data-traits = 属性
data-context = 环境信息
data-group = 群组属性
data-event = 事件：{ $name }
event-category = 事件发生这一事实属于：{ $category }
fields-empty = 没有专属的字段。
type = 类型
type-list = （多个）
category = 数据种类
notes = 备注
note-required = 必填
note-identifier = 可识别本人
note-measure = 按日求和
note-raw = 另存原始输入
segment-for = 用于{ $purpose }（{ $brand }）
pack-strictest = 其他情况不明时
model-opt-in = 非必要的事须先同意
model-opt-out = 在拒绝之前允许
law = 法律
places = 适用地区
places-none = 所有不知道其他规则的地方
child-age = 儿童
child-age-value = 未满 { $age } 岁
answer-within = 答复请求的期限
request-months = { $count ->
   *[other] { $count } 个月内
}
request-days = { $count ->
   *[other] { $count } 天内
}
request-business-days = { $count ->
   *[other] { $count } 个工作日内
}
request-promptly = 未定期限，不得拖延
demands = 要求
demand-sale-own-yes = 达到一定年龄的儿童自己决定数据可否出售
demand-sensitive-explicit = 敏感信息需要明示同意
demand-sensitive-separate = 敏感信息需要单独同意
demand-disclosure-separate = 提供给他人需要单独同意
demand-gpc = Global Privacy Control 视为拒绝出售
demand-sale = 可以拒绝出售与共享
demand-sale-two-steps = 拒绝之后再同意出售需要两步
demand-limit = 可以限制敏感信息的使用
reviewed = 审阅者
version = 版本
applied = 应用时间
hash = 指纹

## 组件
parts-lead = 组成页面的组件与示例数据。只在开发时显示。
parts-pages = 使用示例数据的完整页面
parts-badge = 标签与数据出处
parts-field = 输入框与按钮
parts-chart = 图表
parts-table = 空表格
parts-graph = 标识关系图
parts-timeline = 时间线
parts-toast = 给读者的消息

## 决定的原因
reason-purpose_unknown = 目录中没有这个目的
reason-category_unknown = 目录中没有这类数据
reason-recipient_unknown = 目录中没有这个接收方
reason-jurisdiction_unknown = 不知道本人所在地的规则
reason-channel_unknown = 目录中没有这个渠道
reason-topic_unknown = 目录中没有这个主题
reason-erased = 本人的数据已删除
reason-restricted = 本人限制了数据的使用
reason-child_without_guardian = 本人是儿童，且没有监护人同意
reason-category_not_declared = 这个目的不使用这类数据
reason-recipient_not_declared = 这个目的没有列出这个接收方
reason-operation_not_declared = 这个目的不允许这种用途
reason-channel_not_declared = 这个目的不使用这个渠道
reason-no_basis = 本人所在地没有法律依据
reason-consent_unknown = 需要同意，但尚未询问本人
reason-consent_requested = 已询问本人，尚未答复
reason-consent_pending = 本人尚未确认同意
reason-consent_denied = 本人不同意
reason-consent_withdrawn = 本人撤回了同意
reason-consent_revoked = 品牌撤销了同意
reason-consent_expired = 同意的时间太久了
reason-consent_invalidated = 同意的不是目前的内容
reason-consent_not_explicit = 需要明示同意
reason-consent_not_separate = 需要单独同意
reason-objected = 本人提出反对
reason-sale_opted_out = 本人拒绝出售与共享
reason-global_privacy_control = 浏览器发出 Global Privacy Control
reason-sensitive_limited = 本人限制了敏感信息的使用
reason-channel_consent_missing = 这个渠道需要另行同意
reason-channel_unwanted = 本人不想使用这个渠道
reason-topic_unwanted = 本人不想收到这个主题
reason-frequency_reached = 本人目前不想再收到消息
reason-quiet_hours = 现在是本人的免打扰时间
reason-no_purpose = 这个来源没有任何目的使用这类数据

## 值的问题
problem-undeclared_trait = 目录没有声明这个属性
problem-undeclared_property = 事件没有声明这个字段
problem-undeclared_context = 目录没有声明这个环境字段
problem-wrong_type = 值的类型不对
problem-too_large = 值太长
problem-blocked_identifier = 这个值无法识别任何人
problem-undeclared_identifier = 目录没有声明这种标识
problem-invalid_identifier = 不是该种类的有效值
problem-unknown_consent_category = 没有目的对应这个同意类别
problem-future_clock = 时钟过快，改用收到的时间

## 同意的状态
state-unknown = 未询问
state-requested = 已询问
state-pending = 待确认
state-granted = 同意
state-denied = 不同意
state-withdrawn = 已撤回
state-revoked = 已撤销
state-expired = 已过期
state-invalidated = 无效

## 法律依据
basis-consent = 本人的同意
basis-contract = 与本人的合同
basis-legal_obligation = 法律义务
basis-vital_interests = 重大生命利益
basis-public_task = 公共任务
basis-legitimate_interests = 品牌的利益（本人可以反对）
basis-opt_out = 告知（直到本人拒绝）

## 调用
call-identify = 身份信息
call-track = 事件
call-page = 浏览网页
call-screen = 浏览界面
call-group = 群组
call-alias = 同一个人
call-consent = 同意

## 来源的渠道
channel-web = 网站
channel-app = App
channel-store = 门店收银
channel-phone = 电话
channel-email = 电子邮件
channel-server = 服务器
channel-import = 文件
channel-choices = 设置页面和表单

## 标识种类
identifier-user_id = 客户编号
identifier-email = 电子邮件
identifier-phone = 电话
identifier-anonymous_id = 浏览器
identifier-device_id = 设备
identifier-loyalty_id = 会员卡
identifier-customer_id = 其他系统的编号

## 操作
operation-collect = 收集
operation-merge = 关联记录
operation-read = 显示
operation-query = 统计
operation-segment = 分群
operation-train = 训练模型
operation-send = 发送
operation-replay = 重新处理

## 字段类型
type-text = 文本
type-number = 数字
type-boolean = 是或否
type-time = 日期或时间
type-email = 电子邮件
type-phone = 电话号码
type-country = 国家
type-region = 地区
type-city = 城市
type-name = 姓名
type-postal_code = 邮政编码
type-ip = 网络地址
type-locale = 语言与地区
type-note = 已标记个人数据的自由文本

## 消息被拒收的原因
rejection-other = 其他错误
rejection-source_unknown = 不认识这个来源
rejection-message_not_object = 消息不是对象
rejection-type_unknown = 不认识这种消息
rejection-message_id_invalid = 消息编号无效
rejection-timestamp_ancient = 时间太久远
rejection-timestamp_invalid = 时间无效
rejection-event_missing = 事件没有名称
rejection-event_unknown = 目录没有声明这个事件
rejection-property_required = 缺少必填的字段
rejection-group_missing = 缺少群组
rejection-previous_id_missing = 缺少之前的身份
rejection-identifier_unusable = 没有可用的标识
rejection-identifier_missing = 缺少标识
rejection-identifiers_too_many = 标识太多
rejection-statements_too_many = 同意的声明太多
rejection-consent_empty = 同意的内容是空的
rejection-text_version_unknown = 不认识这个版本的文本
rejection-actor_unknown = 不知道是谁表示的
rejection-detail_too_long = 说明太长
rejection-purpose_unknown = 目录中没有这个目的
rejection-channel_unknown = 目录中没有这个渠道
rejection-topic_unknown = 目录中没有这个主题
rejection-preference_invalid = 偏好无效
rejection-consent_not_list = 同意不是列表
rejection-flag_not_boolean = 标记既不是“是”也不是“否”
rejection-act_unknown = 不知道对同意做了什么
rejection-flag_unknown = 不认识这个标记
rejection-message_too_large = 消息太大
rejection-json_syntax = JSON 格式错误
rejection-json_duplicate_key = 同一个名称出现两次
rejection-json_too_deep = 嵌套太深
rejection-json_too_many_items = 内容项太多
rejection-json_number = 数字超出范围
rejection-json_utf8 = 不是有效的 UTF-8
rejection-permissions_full = 这个人的同意记录太多
rejection-batch_too_long = 一批的消息太多
rejection-message_type_mismatch = 消息的种类与地址不符
rejection-message_malformed = 消息格式错误
rejection-write_key_mismatch = 消息带有另一个写入密钥
rejection-json_empty = 没有 JSON
rejection-json_not_utf8 = 不是有效的 UTF-8
rejection-json_truncated = JSON 不完整
rejection-json_trailing = JSON 后面有多余的内容
rejection-json_bad_string = 字符串格式错误
rejection-json_bad_number = 数字格式错误
rejection-json_not_finite = 数字太大
rejection-actor_not_trusted = 此密钥不能代表他人声明
rejection-age_invalid = 年龄或出生日期无效
rejection-detail_not_text = 声明的方式、证据或语言不是文本
rejection-statement_member_unknown = 声明中有未知的项
