# 隐私负责人页面的文字：请求、数据包、保存期限、审计。
me-looked-request = 你提出的请求

## 请求：列表
requests = 请求
rq-lead = 人们依权利提出的请求。最先到期的排在最前面。
rq-take = 受理请求
rq-right = 权利
rq-any = 全部
rq-show = 显示
rq-all-brands = 所有品牌
rq-empty = 目前没有处理中的请求。有人提出时，会连同期限显示在这里。
rq-empty-narrowed = 没有符合条件的请求。
rq-empty-so-far = 目前看过的没有符合的，后面还有。
rq-more = 显示后面的
rq-due-on = 应于 { $date } 前答复
rq-came-on = 提出于 { $date }
rq-ended-on = 结束于 { $date }
rq-waits-for = 等待：{ $systems }
rq-back = 所有请求
rq-mark-late = { $days ->
   *[other] 已逾期 { $days } 天
}
rq-mark-late-today = 今天起逾期
rq-mark-today = 剩不到一天
rq-mark-soon = { $days ->
   *[other] 剩 { $days } 天：即将到期
}
rq-mark-in-time = { $days ->
   *[other] 剩 { $days } 天
}
rq-mark-closed = 已结束
rq-mark-was-in-time = 按时答复
rq-mark-was-late = 逾期答复
rq-right-information = 知情
rq-right-access = 查看数据
rq-right-rectification = 更正数据
rq-right-erasure = 删除
rq-right-restriction = 限制使用
rq-right-portability = 带走数据
rq-right-objection = 反对
rq-right-automated-decision = 由人复查自动化决定
rq-right-sale-opt-out = 拒绝出售或共享
rq-right-limit-sensitive = 敏感数据仅用于必要之处
rq-state-open = 所有处理中
rq-state-received = 待确认身份
rq-state-identified = 可以开始
rq-state-working = 处理中
rq-state-ended = 已结束
rq-state-completed = 完成
rq-state-refused = 已拒绝
rq-state-cancelled = 已撤回
rq-state-erased = 当事人已删除

## 请求：受理
rq-take-lead = 为以信件、电话或在店里提出的人受理。同一项权利若已有处理中的请求，会并入其中。
rq-right-asked = 请求什么？
rq-right-missing = 请选择请求的内容。
rq-choose = 选择权利
rq-asker = 谁提出？
rq-asks-person = 本人
rq-asks-staff = 员工代本人
rq-asks-agent = 本人授权的人
rq-asks-opendsr = 另一个控制者（OpenDSR）
rq-agent = 代理人姓名
rq-agent-hint = 只有代理人提出时才填。
rq-agent-missing = 请填写代理人姓名。
rq-mandate-seen = 我看过授权书
rq-take-button = 受理

## 请求：单个请求
rq-next-received = 下一步：提出的人证明身份。在此之前不会给出或更改任何东西。
rq-next-identified = 下一步：开始。各目的的结果列在下面。
rq-next-working = 处理中。每个系统都确认后就完成。
rq-next-completed = 能做的都做完了。
rq-next-cancelled = 提出的人已撤回。
rq-who = 谁提出
rq-no-mandate = 未见授权书
rq-not-shown = 尚未确认身份
rq-required-named = 报上姓名即可。
rq-required-reached = 一种证明方式即可。
rq-required-strong = 需要两种证明方式，或官方证件。
rq-assurance-named = 已报姓名
rq-assurance-reached = 已联系确认
rq-assurance-strong = 强确认
rq-shown = { $date }：{ $ways }
rq-checks = 刚才通过了哪些确认？
rq-checks-hint = 只勾选你在一小时内亲自确认的。
rq-check-code-by-email = 邮件验证码
rq-check-code-by-sms = 短信验证码
rq-check-signed-in = 登录自己的账号
rq-check-questions = 只有本人答得出的问题
rq-check-document = 官方证件
rq-check-controller = 另一控制者的确认
rq-identify = 记录这项确认
rq-cancel = 撤回
rq-cancel-hint = 只有提出的人自己这么说时。其他提出相同请求的人不受影响。
rq-parts = 结果
rq-foreseen = 以目前情况而言。开始时会重新判断。
rq-parts-empty = 没有任何目的持有数据。
rq-can = 可以做
rq-done = 已完成
rq-cannot = 不能做
rq-begin = 开始
rq-begin-hint = 请列出其他持有数据的系统。每个都确认之前，请求不算完成。
rq-systems-known = 这些目的的接收者
rq-systems-others = 其他系统
rq-systems-hint = 每行一个，最多 64 个字母。
rq-systems = 持有数据的系统
rq-here = 本系统
rq-reply = 记录它的回复
rq-reply-none = 尚无回复
rq-reply-waiting = 等待中
rq-reply-done = 已确认
rq-reply-failed = 失败
rq-reply-is-done = 它已完成
rq-reply-code = 若失败：简短代码
rq-reply-code-hint = 例如“timeout”。不要写个人数据。
rq-reply-is-failed = 它失败了
rq-advance = 继续
rq-advance-hint = 在这里做目前能做的事。
rq-deadline = 期限
rq-due = 应答复期限
rq-came = 收到
rq-rule = 法律给的时间
rq-counted = 计算方式
rq-counted-in = 按 { $zone } 的日历；收到当天不计
rq-hours = { $count ->
   *[other] { $count } 小时
}
rq-acknowledge = 应确认收到的期限
rq-extended = 延长于
rq-extendable = 法律允许再延长
rq-delay-complex = 因为请求繁复
rq-delay-many = 因为同时有许多请求
rq-others = 其他步骤
rq-extend = 延长时间
rq-extend-hint = 只能一次，且须在第一个期限之前。必须立即告知本人并说明理由。
rq-refuse = 全部拒绝
rq-refuse-hint = 会告知本人理由，以及可向主管机关投诉。
rq-hold = 设置法律保全
rq-lift = 解除法律保全
rq-on-hold = 法律保全
rq-hold-hint = 保全期间，此人的数据一律不删除。会记入账本，本人也看得到。
rq-hold-reason = 理由
rq-hold-reason-hint = 例如案号。会与记录一起保存。
rq-link = 创建下载链接
rq-link-why = 通往所持有的全部数据，七天内可用一次。只交给已确认身份的人。
rq-link-made = 链接如下，只在此刻显示：
rq-link-hint = 加上 ?format=html 是可阅读的页面，?format=csv 是表格；不加则为 JSON。
rq-gone = 此人已删除
rq-gone-lead = 请求也随之消失：再也没有人能说出它是关于谁的。这是证明书。
rq-certificate = 编号
rq-erased-on = 删除于
rq-erased-keys = 销毁的密钥
rq-erased-identifiers = 封锁的标识符
rq-erased-entries = 移除的记录
rq-erased-facts = 移除的许可记录
rq-told-taken = 已受理。时间从现在开始计算。
rq-told-joined = 已有相同的请求：已并入处理中的请求。提出的人仍须证明身份。
rq-told-identified = 已记录。提出的人身份已确认。
rq-told-advanced = 目前能做的都做了。
rq-told-replied = 已记录。
rq-told-extended = 时间已延长。请今天就告知本人。
rq-told-refused = 已拒绝。请告知本人理由。
rq-told-cancelled = 已撤回。
rq-told-held = 法律保全自现在起生效。
rq-told-lifted = 法律保全已解除。
rq-problem-nobody = 没有人使用这个标识符。不可让提出的人知道：对每个人都以相同方式答复。
rq-problem-many = 此人处理中的请求太多。请先答复那些。
rq-problem-busy = 有人同时做了更改。请再试一次。
rq-problem-not-shown = 这些确认不足以行使此权利。请以更多方式确认。
rq-problem-agent = 未见代理人的授权书，因此不做任何事。
rq-problem-closed = 此请求已结束，不会再有变化。
rq-problem-not-identified = 提出的人都尚未确认身份。
rq-problem-no-ground = 现在这不是全部拒绝的理由。
rq-problem-no-time = 无法再延长：已延长过、第一个期限已过，或法律不允许。
rq-problem-systems-wait = 还有系统尚未确认。
rq-problem-systems = 有系统与此请求无关，或名称超过 64 个字母。
rq-problem-not-now = 现在无法这么做。
rq-problem-hold = 有法律保全，因此不删除任何东西。请先解除，或以此拒绝请求。
rq-problem-code = 请说明系统的回复；若失败，请附简短代码。
rq-problem-reason = 请选择理由。
rq-problem-hold-reason = 请填写理由，最多 200 字。
rq-problem-unfound = 此人没有可用来记录的标识符。

## 为什么不能做
rq-why-not_under_basis = 在此目的的法律依据下没有这项权利。
rq-why-kept_by_law = 法律要求保存。
rq-why-public_task = 为公共任务而保存。
rq-why-legal_hold = 法律程序要求目前不得删除任何东西。
rq-why-nothing_held = 没有持有任何数据。
rq-why-no_automated_decision = 这里没有自动化决定。
rq-why-not_sold = 此目的没有出售或共享。
rq-why-no_sensitive_data = 没有在必要范围外使用敏感数据。
rq-why-identity_not_shown = 提出的人未证明身份。
rq-why-agent_not_authorised = 代理人未出示授权书。
rq-why-excessive = 明显无理由或过度。
rq-why-rights_of_others = 会损害他人权利。
rq-why-nobody_known = 所给的信息不对应任何人。

## 可阅读的数据包
pk-title = 你的数据
pk-lead = { $brands } 在 { $date } 持有的关于你的全部数据，附来源与理由。
pk-lead-portability = 你提供给 { $brands } 的数据（{ $date }），可以带走。
pk-contents = 目录
pk-other = 其他数据
pk-empty = 除了用来找到你的数据外，没有持有别的。
pk-why = 为什么保存，依据是什么
pk-not-now = 目前不得使用：{ $reasons }。
pk-worked-out = 我们把你归入的群组
pk-done = 你做过的事
pk-done-empty = 没有你做过的事的记录。
pk-events = 每一次
pk-events-left = { $count ->
   *[other] 这里略去较旧的 { $count } 条；JSON 文件有更多。
}
pk-left-out = { $count ->
   *[other] 因数量太多，一个文件放不下，较旧的 { $count } 条不在任何文件中。你可以向我们索取。
}
pk-history = 你允许了什么，以及每次变更
pk-looks = 谁看过你的数据
pk-foot = 有不对的地方吗？你可以要求更正、删除、限制使用，或提出反对。这个文件不需要连接：请存放在别人读不到的地方。

## 保存期限
rt-title = 不得再保存的数据
rt-lead = 每天会清除一次任何目的都不得再保存的数据。这里可以事先看到下一次会清除什么。计算不会更改任何东西。
rt-last = 上次清除
rt-next = 下次预定
rt-events = 将移除的记录
rt-trimmed = 将缩减的档案
rt-looked = 已查看的档案
rt-failed = 无法计算，原因见日志。
rt-counting = 自 { $date } 起计算中。会查看所有人，可能需要一些时间；你可以离开此页。
rt-counted = 计算于 { $date }。
rt-not-counted = 启动后尚未计算。
rt-count = 现在计算
rt-periods = 按目的
rt-ended = 超过期限的值

## The rail
rail-records = 处理记录
rail-audit = 审计

## 审计
audit = 审计
au-questions = 问题
au-consents = 谁同意了
au-consents-lead = 谁在何时对某个目的、哪个文本说了什么。人的栏位留空即查询所有人。
au-decision = 依据为何
au-decision-lead = 某一时刻对某人是否允许：以当时的目录与声明重新判断。
au-changes = 有何变更
au-changes-lead = 目录版本与差异、请求的结果、关于许可的记录，以及员工代替本人所说的。
au-person-hint = 留空表示所有人。不会留在任何网址或日志中。
au-person-now = 正在查询 { $person }。填写以查询别人。
au-version = 文本版本
au-from = 从（UTC）
au-until = 至，含当日（UTC）
au-at = 时刻（UTC）
au-operation = 做了什么
au-month = 月份（UTC）
au-month-hint = 例如 2026-05。
au-ask = 查询
au-answer = 答案
au-consents-empty = 已查看的档案中没有符合的声明。
au-decision-missing = 请指明人、目的与时刻。
au-month-missing = 请指明月份，例如 2026-05。
au-ahead = 这个时间还没到。请询问现在或更早的时间。
au-no-catalog = 该时刻没有生效的目录。
au-permitted = “{ $purpose }”当时允许，依据：{ $basis }。
au-denied = “{ $purpose }”当时不允许
au-records = 当时属于此人的档案
au-recorded-later = { $count ->
   *[other] 有 { $count } 条声明当时已生效但后来才记录，因此不计。
}
au-cut-records = { $count ->
   *[other] 有 { $count } 份档案的声明超过 5,000 条。每份只读取了最新的 5,000 条，因此回答可能缺少较旧的声明。
}
au-place-later = 居住地后来才记录，因此采用最严格的规则。
au-rests-on = 所依据的声明
au-rests-on-nothing = 没有声明：此依据不需要。
au-place = 账本第 { $index } 条
au-no-place = 早于账本
au-text = 文本
au-versions-empty = 没有应用目录版本。
au-version-first = 第一个版本，或没有可比较的版本。
au-differences = { $count ->
   *[other] 与前一版有 { $count } 处差异
}
au-act-added = 新增
au-act-removed = 移除
au-act-changed = 变更
au-widens = 允许更多
au-narrows = 允许更少
au-basis-changed = 法律依据
au-cut = 实际上比这里列出的更多。
au-ended = 已结束的请求
au-ended-empty = 没有请求结束。
au-outcome = 结果
au-facts = 关于许可的声明
au-facts-empty = 已查看的档案中没有记录。
au-what = 内容
au-who = 声明者
au-preferences = 在 { $brand } 的偏好
au-overrides = 员工或品牌代替本人所说或所做
au-overrides-count = { $count ->
    [0] 已查看的档案中没有。
   *[other] 已查看的档案中有 { $count } 条；最多显示 50 条。
}
au-looked = { $count ->
   *[other] 已查看 { $count } 份档案。
}
au-looked-all = 这是剩下的全部。
au-looked-more = 还有更多：请继续查看。
au-more = 继续
au-file = 保存答案与证明（JSON）
au-file-hint = “telos receipt verify 文件”可检查其中每个证明，无须询问任何人。已删除的人不在答案中。

## A copy on the own pages
me-copy-as-html = 下载以阅读

## Who said it
au-said = 由{ $by }声明（{ $method }）
au-by-person = 本人
au-by-guardian = 家长或监护人
au-by-staff = 员工
au-by-agent = 代理人
au-by-signal = 浏览器或设备
au-by-controller = 品牌

## What staff did
au-deed-unmerge = 与另一档案分开
au-deed-refuse = 拒绝请求
au-deed-extend = 延长请求时间
au-deed-lift_suppression = 重新允许已删除的标识符
au-deed-by = 执行者：{ $name }
