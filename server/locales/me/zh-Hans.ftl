# 客户个人页面的文本。
me-sections = 你的页面
me-brands = 页面外观
me-home = 首页
me-choices = 选择
me-contact = 联系方式
me-data = 你的数据
me-history = 历史记录
me-looks = 谁看过你的数据
me-rights = 你还可以决定的事
me-back-home = 前往你的页面
me-failed = 没有成功
me-failed-body = 刚才无法读写你的数据，没有任何变更。请稍后再试。
me-denied = 这份表单不是从你的页面提交的
me-denied-body = 为了保护你，我们只接受你自己打开的页面所提交的表单。没有任何变更。请重新打开页面，再从那里提交。

## 入口
me-enter = 查看并决定你的数据如何使用
me-enter-lead = 请输入你的电子邮箱或手机号。我们会发给你一组验证码，这样别人就进不来。
me-address = 电子邮箱或手机号
me-address-hint = 号码请加上国家代码，例如 +86 138 0013 8000。
me-address-wrong = 这不是电子邮箱，也不是带国家代码的手机号。请检查后再试一次。
me-asked-too-often = 短时间内尝试太多次了。请等十五分钟再试。
me-enter-button = 发验证码给我
me-enter-why = 你在这里输入的内容只用来让你进入。不需要密码。
me-code = 输入验证码
me-code-lead = 如果我们认得这个地址，验证码已经发出。10 分钟内有效，只能用一次。
me-code-label = 验证码
me-code-hint = 六位数字
me-code-wrong = 这组验证码无法使用：可能输入错误、已用过或已过期。你可以再要一组。
me-code-button = 进入
me-code-again = 再发一组验证码
me-link-lead = 再点一下就好，这样检查邮件的程序才不会把链接用掉。
me-link-button = 进入
me-link-wrong = 这个链接已失效：已用过或已过期。请再要一组验证码。
me-letter-subject = 你在 { $brand } 的验证码
me-letter-code =
    { $code } 是你进入 { $brand } 隐私页面的验证码。
    10 分钟内有效，只能用一次。
me-letter-link =
    或在 30 分钟内打开这个链接：
    { $link }
me-letter-not-you = 不是你要求的吗？那什么都不用做。没有验证码，谁也进不来。

## 确认
me-confirm = 再点一下确认
me-confirm-lead = 你在 { $brand } 同意了这件事。请确认是你本人。
me-confirm-button = 是，是我本人
me-confirm-else = 不是你，或改变主意了？那就什么都不要做：不按，就保持关闭。
me-confirm-wrong = 这个链接无法使用
me-confirm-wrong-body = 它已经用过、已过期，或你后来另有决定。在你的页面上可以看到目前的设置并更改。
me-confirmed = 已确认，谢谢你
me-confirmed-body = 从现在起已开启。你随时可以同样轻松地关闭。
me-letter-confirm-subject = { $brand }：请确认“{ $purpose }”
me-letter-confirm =
    你在 { $brand } 同意了“{ $purpose }”。

    请在 7 天内确认是你本人：
    { $link }

    不是你吗？那就什么都不要做，它会保持关闭。

## 刚才发生的事
me-told-yes = 已保存。从现在起开启。
me-told-pending = 已保存。还差一步：请用我们发给你的链接确认。
me-told-no = 已保存。已关闭，我们从现在起停止。
me-told-saved = 已保存。我们从现在起照办。
me-told-corrected = 已保存。从现在起使用新的值。
me-told-not-corrected = 这个值没有被采用：格式不正确，或不得保存。没有任何变更。
me-told-objected = 已保存。我们从现在起停止。
me-told-unobjected = 已保存。从现在起再次允许。
me-told-restricted = 已保存。从现在起我们只保存你的数据，不做其他事。
me-told-unrestricted = 已保存。从现在起再次依你的选择。
me-told-left = 你已注销。
me-told-unchanged = 没有变更：原本就是这样。
me-told-welcome = 欢迎。你会保持登录两小时。

## 首页
me-title = 你的数据，你的选择
me-lead = 在这里可以看到 { $brands } 自 { $date } 起保存的关于你的数据，并决定可以怎么用。
me-home-on = 你可以决定的 { $count } 项用途中，有 { $on } 项已开启。
me-home-undecided = { $count ->
   *[other] 有 { $count } 项等待你的答复
}
me-home-choose = 做决定
me-home-data = 查看并更正一切
me-home-contact = 更改联系方式
me-home-changes = { $count ->
   *[other] 共 { $count } 次变更，最近一次在 { $date }。
}
me-home-looks = { $count ->
    [0] 过去 30 天没有人看过你的数据。
   *[other] 过去 30 天你的数据被看过 { $count } 次。
}
me-home-history = 查看每次变更
me-home-rights = 查看你还可以决定的事

## 选择
me-choices-lead = 用简单的话说明数据的每项用途，并附上“是”与“否”。按下后立即生效。
me-restricted-note = 你要求我们只保存数据、不做其他事。在你解除之前，以下用途全部关闭，法律要求的除外。
me-objected-note = 你已拒绝 { $brand } 的所有广告。
me-change = 更改
me-on = 已开启
me-off = 已关闭
me-pending = 等待中：请用我们发给你的链接确认
me-changed = 内容已改变：请再答复一次
me-expired = 你的同意已过期：请再答复一次
me-what-changed = 自你同意后的变更
me-child-note = 你还没到可以自己决定这些事的年龄。对自愿用途的“是”只有家长或监护人说了才算；你的“否”立即生效。
me-child-note-sale = 你还没到可以自己决定所有这些事的年龄。数据可否出售或分享，由你自己说。对其他自愿用途的“是”只有家长或监护人说了才算；你的“否”立即生效。
me-yes = 是
me-no = 否
me-if-yes = 是：我们只做这里写的事，不会更多。
me-if-no = 否：我们立即停止。你不会因此吃亏，也不会变贵。
me-if-object = 否：我们立即停止。
me-fixed = 这项不能关闭，因为{ $basis }。
me-not-here = 在你所在的地方我们不这么做。
me-fixed-count = { $count ->
   *[other] 不能关闭的 { $count } 项用途及原因
}
me-more = 为什么、用什么、多久
me-why = 我们为什么可以
me-basis-contract = 处理你的订单需要它
me-basis-legal_obligation = 法律要求
me-basis-vital_interests = 可能关系到生命
me-basis-public_task = 这是公共任务
me-because-consent = 因为你说了“是”。没有你的同意我们不会做。
me-because-contract = 因为处理你的订单需要它。
me-because-legal_obligation = 因为法律要求。
me-because-vital_interests = 因为可能关系到生命。
me-because-public_task = 因为这是公共任务。你可以说“否”。
me-because-legitimate_interests = 因为这对经营商店有用，而且我们认为对你无害。你可以说“否”。
me-because-opt_out = 因为在你说“否”之前，法律允许这么做。
me-recipients = 还有谁会收到
me-agreed = 你的同意
me-agreed-on = { $date }，针对这段文本的第 { $version } 版
me-until = 你的同意有效至

## 联系方式
me-contact-lead = 我们可以用哪些方式、多常、什么时候不行？这里只会减少，绝不会超过你允许的。
me-contact-empty = 没有品牌会联系你。
me-channel-ask = { $brand } 可以用这个方式吗：{ $channel }？
me-often-when = 频率，以及什么时候不行
me-often-label = 最多
me-often-any = 有事要说时就可以
me-often = { $days ->
    [1] 每天 { $count } 则
   *[other] { $days } 天内 { $count } 则
}
me-quiet = 安静时段
me-quiet-hint = 这段时间内不会收到任何消息。不需要就留空。
me-quiet-from = 从
me-quiet-until = 到
me-quiet-zone = 你的时区
me-topics = 主题
me-topics-ask = 你想听 { $brand } 说些什么？
me-save = 保存

## 你的数据
me-data-lead = 我们保存的关于你的一切，依种类排列，并注明从哪里来、为什么保存。
me-data-empty = 除了你进入时用的地址，我们没有你的任何数据。
me-likes = 你的喜好
me-likes-lead = 用你自己的话告诉我们喜欢什么、不喜欢什么。只用于你允许的用途，随时可以更改或清空。
me-likes-empty = 这里没有要询问的内容。
me-likes-hint = 词语之间用逗号隔开。清空一栏即收回先前所说的内容。
me-from = 来源：{ $source }（{ $brand }），{ $date }。
me-from-third = 由 { $provider } 收集，依此使用：{ $licence }。
me-held-for = 保存用途：{ $purposes }。
me-correct = 更正
me-correct-label = 正确的值
me-times = { $count ->
   *[other] { $count } 次
}
me-sum = 合计 { $sum }
me-segments = 我们把你放进的群组
me-segments-lead = 由上面的数据算出，每个只为一项用途。关闭该用途，你就离开群组。

## 纪录
me-history-lead = 你所允许事项的每次变更，最新的在前。没有你，这份清单不会删去任何东西。
me-history-empty = 你还没有变更任何事。
me-purpose-of = { $purpose }（{ $brand }）
me-fact-request = 已询问你：{ $purpose }
me-fact-grant = 同意：{ $purpose }
me-fact-confirm = 已确认同意：{ $purpose }
me-fact-deny = 拒绝：{ $purpose }
me-fact-withdraw = 撤回同意：{ $purpose }
me-fact-revoke = 由品牌终止：{ $purpose }
me-fact-invalidate = 不再有效：{ $purpose }
me-fact-object = 反对：{ $purpose }
me-fact-unobject = 撤回反对：{ $purpose }
me-fact-no-marketing = 拒绝 { $brand } 的所有广告
me-fact-marketing = 再次允许 { $brand } 的广告
me-fact-flag-on = 已设置：{ $flag }
me-fact-flag-off = 已解除：{ $flag }
me-flag-restriction = 只保存数据，不做其他事
me-flag-sale = 不要出售或分享我的数据
me-flag-gpc = 浏览器表示：不要出售或分享（Global Privacy Control）
me-flag-sensitive = 特别敏感的数据只在必要时使用
me-flag-child = 当事人是儿童
me-flag-young = 当事人年纪太小，不能自己决定数据可否出售
me-flag-hold = 因法律事务须保存
me-flag-erased = 已删除
me-fact-channel-yes = { $brand } 的{ $channel }：是
me-fact-channel-no = { $brand } 的{ $channel }：否
me-fact-topic-yes = { $brand } 的“{ $topic }”：是
me-fact-topic-no = { $brand } 的“{ $topic }”：否
me-fact-often-any = { $brand } 的{ $channel }：不限次数
me-fact-often = { $brand } 的{ $channel }：最多{ $limit }
me-fact-quiet = { $brand } 的{ $channel }：已设安静时段
me-fact-quiet-none = { $brand } 的{ $channel }：无安静时段
me-by = { $by }，{ $method }
me-by-person = 你
me-by-guardian = 你的家长或监护人
me-by-staff = 我们的员工代你
me-by-agent = 代你行事的人
me-by-signal = 你的浏览器或设备
me-by-controller = 品牌
me-text-version = 文本第 { $version } 版
me-method-me = 在这些页面上
me-method-api = 经由品牌的程序
me-method-sdk = 在网站或 App 上
me-method-gpc = 经由浏览器的信号
me-method-form = 在表单中
me-method-store = 在店里
me-method-phone = 在电话中
me-method-guardian-link = 通过信中的链接
me-method-age = 依据所说的年龄
me-method-paper = 在纸面上
me-method-import = 由先前的系统转入
me-looks-lead = 员工每次打开你的数据，以及程序读取的每一天，都列出并附上原因。
me-looks-empty = 还没有人看过你的数据。
me-looked-staff = 我们的员工
me-looked-program = 程序“{ $name }”
me-looked-profile = 你的个人数据
me-looked-timeline = 你做过的事
me-looked-permissions = 你允许的事
me-looked-for = 用途：{ $purpose }

## 还可以决定
me-rights-lead = 超出单一用途的决定。立即生效，你随时可以更改。
me-right-marketing = 停止所有广告
me-right-marketing-body = 对所有方式的一切广告说一次“否”。在你撤回之前，它优先于你的个别选择。
me-marketing-stop = 停止 { $brand } 的广告
me-marketing-go = 依我的选择
me-right-restrict = 暂停使用我的数据
me-right-restrict-body = 我们保存现有的数据，但除了法律要求之外什么都不做。适合在你核对数据时使用。
me-restrict-stop = 暂停
me-restrict-go = 按我的选择
me-right-sale = 不要出售或分享我的数据
me-right-sale-body = 没有人能用钱取得你的数据，也不能用来做自己的广告。
me-sale-stop = 不要出售或分享
me-sale-go = 依我的选择
me-sure-sale = 允许出售与分享？
me-sure-sale-body = 你之前拒绝过，或未满 16 岁，所以{ $brand }再问一次：是否允许依你的选择出售或分享你的数据？
me-sure-yes = 是，允许
me-sure-no = 否，保持不变
me-right-sensitive = 特别敏感的数据只在必要时使用
me-right-sensitive-body = 健康、信仰、出身等数据，只用于你要求我们做的事。
me-sensitive-stop = 只在必要时
me-sensitive-go = 依我的选择
me-right-correct = 更正错误
me-right-correct-body = 有值不对吗？你可以在它旁边自己更正。

## 依权利提出的请求
me-requests = 您提出的请求
me-requests-lead = 这些是法律给您的权利，不收费用。您可以在这里看到我们最晚何时答复。
me-requests-empty = 您还没有提出任何请求。
me-requests-new = 提出请求
me-requests-many = 您已提出许多请求
me-requests-many-body = 您有二十项请求正在处理。请等候答复，或撤回其中几项。
me-home-asked = 我们还有 { $count } 项答复未给您
me-ask-information = 了解我的数据如何使用
me-ask-access = 获取我所有数据的副本
me-ask-rectification = 更正我的数据
me-ask-erasure = 删除我的数据
me-ask-restriction = 暂停使用我的数据
me-ask-portability = 带走我的数据
me-ask-objection = 停止我的数据的某项用途
me-ask-automated-decision = 请真人查看
me-ask-sale-opt-out = 不要出售或共享我的数据
me-ask-limit-sensitive = 极私密的数据只在必要时使用
me-request-received = 等候您确认
me-request-identified = 已收到
me-request-working = 处理中
me-request-completed = 已完成
me-request-refused = 无法办理
me-request-cancelled = 已撤回
me-request-body-received = 我们已收到。开始之前，请证明是您本人。
me-request-body-identified = 我们已收到，也确认是您本人，很快就会开始。
me-request-body-working = 我们已经开始。这里列出的各方都完成后，就算办妥。
me-request-body-completed = 能办的都已办妥。
me-request-body-cancelled = 您已撤回，我们什么也没有做。
me-request-late = 已逾期：我们早该答复
me-request-asked = 提出日期
me-request-due = 答复期限
me-request-closed = 答复日期
me-request-extended = 法律给了我们更多时间。
me-request-waits-for = 尚待完成
me-request-staff = 我们的工作人员
me-request-not = 以下部分无法办理：
me-request-on = 继续
me-request-back = 撤回
me-hindrance-not_under_basis = 对于为此用途保存的数据，法律没有给予这项权利。
me-hindrance-kept_by_law = 法律要求我们保存一段时间。
me-hindrance-public_task = 我们为公共任务而保存。
me-hindrance-legal_hold = 有法律案件尚未结束，目前一切都必须保存。
me-hindrance-nothing_held = 我们没有为此保存任何数据。
me-hindrance-no_automated_decision = 这里没有程序自动做出任何决定。
me-hindrance-not_sold = 这里不出售也不共享任何数据。
me-hindrance-no_sensitive_data = 这里不使用极私密的数据，或只在必要时使用。
me-hindrance-identity_not_shown = 期限内没有人证明提出请求的是本人。
me-hindrance-agent_not_authorised = 提出请求的人没有证明可以代表本人。
me-hindrance-excessive = 请求过于频繁，或毫无理由。
me-hindrance-rights_of_others = 这会损害他人的权利。
me-hindrance-nobody_known = 依所给的内容，我们不认识任何人。
me-prove = 请再用一种方式证明是您本人
me-prove-lead = 请输入您的另一个联系方式：用电子邮件进来的，请输入手机号码；用电话进来的，请输入电子邮件地址。如果进来已超过一小时，用同一个也可以。我们会把验证码发到那里。
me-prove-none = 如果我们只有您的一个联系方式，请咨询我们的工作人员，他们可以改看证件。
me-prove-why = 为了保护极私密的数据，或因为您进来已有一段时间，我们在这里再要一个验证码。目前什么都还没有做。
me-prove-button = 再发一个验证码给我
me-told-ready = 您的数据已准备好。
me-told-asked = 我们已收到您的请求。您可以在这里看到后续进度。
me-told-prove = 还差一步：请再用一种方式证明是您本人。
me-told-proven = 谢谢，这样就够了。现在请按“继续”。
me-told-taken-back = 已撤回。什么都没有做。
me-told-erasing = 我们已经开始。等这里列出的系统也删除后，一切就会消失。
me-told-erased-in-part = 已删除，只留下法律要求保存的部分。您可以在这里看到。

## 副本
me-copy = 我所有数据的副本
me-copy-lead-access = 我们保存的关于您的一切，放在一个文件里，供您阅读和保存。
me-copy-lead-portability = 您给我们的数据，放在一个其他服务也能读取的文件里，让您带走。
me-copy-in-it = 内容
me-copy-has-access = 您的联系方式与各项数据及其来源、您的使用记录、我们将您归入的群组，以及每一次同意和拒绝。
me-copy-has-portability = 基于您的同意或订单，您告诉我们的内容与您的使用记录。
me-copy-else-access = 谁会收到您的数据、保存多久，都写在您页面上的各项用途旁。
me-copy-else-portability = 我们推算出来的内容不在其中；如需要，请索取所有数据的副本。
me-copy-make = 制作文件
me-copy-soon = 马上就好。
me-copy-ready = 您的文件已准备好
me-copy-made = 制作于 { $moment }。今天内可以随时重复下载。
me-copy-as-csv = 下载为表格
me-copy-as-json = 下载供程序使用
me-copy-care = 文件里有关于您的一切。请放在只有您能读取的地方。
me-download-used = 这个链接已经用过
me-download-used-body = 通往您数据的链接只能用一次，而且只有您能用。请在副本页面重新制作。

## 真人查看
me-human-lead = 程序会依人们的使用记录把他们分到不同群组，以显示可能合适的内容。您可以要求真人检查，并说出您的看法。
me-human-empty = 没有程序推算关于您的任何事。
me-human-none = 您不在它的任何群组里。
me-human-groups = 您被归入：{ $groups }
me-human-ask = 请真人查看
me-human-then = 我们的工作人员会检查结果和原因，有错就更正，答复会出现在“您提出的请求”。

## 删除
me-erase-lead = 这无法恢复。请先阅读哪些会消失、哪些会留下。
me-erase-goes = 会消失的
me-erase-goes-body = 所有品牌的这一切，连同读取旧副本所需的密钥。您会离开所有群组和名单。
me-erase-goes-part = 除了下面所列的，所有品牌的这一切都会消失。您会离开所有群组和名单。
me-erase-first = 先获取副本
me-erase-stays = 会留下的
me-erase-stays-body = 留下的会被锁住：不作任何其他用途，期满就会消失。
me-erase-mark = 为了不让旧名单把您带回来，我们保留您联系方式的加密记号。从记号读不出联系方式。
me-erase-until = 保存 { $time }。
me-erase-systems = 还有谁要删除
me-erase-systems-body = 在我们删除之前，这些系统必须先删除：{ $systems }。您可以在请求页面看到进度。
me-erase-unsure = 请先勾选，以免误删。
me-erase-sure = 我知道这无法恢复
me-erase-button = 删除我的数据
me-erase-no = 保留我的数据
me-erased = 您的数据已删除
me-erased-lead = 您已退出，我们也不再认识您。如果您哪天回来，一切从头开始。
me-erased-certificate = 您的证明
me-erased-certificate-body = 它证明已经删除，而且没有任何人的名字。请保存好：只有知道网址才能找到这一页。
me-erased-number = 编号
me-erased-at = 删除时间
me-erased-identifiers = 联系方式与号码
me-erased-entries = 您的使用记录
me-erased-facts = 您给过的答复
me-erased-download = 下载证明
me-erased-proofs = 您下载过的收据仍然有效。

## 收据
me-receipt = 收据
me-receipt-what = 每一条记录都有收据，证明您在何时说了什么，对主管机关也有效。
me-receipt-check = 检查收据
me-receipt-none = 这条记录没有收据
me-receipt-none-body = 这是在这里开始保存收据之前说的。记录本身仍留在您的历史里。

## 项目名称
me-field-first_name = 名字
me-field-last_name = 姓氏
me-field-name = 姓名
me-field-title = 称谓
me-field-username = 用户名
me-field-email = 电子邮箱
me-field-phone = 电话
me-field-loyalty_id = 会员卡
me-field-customer_id = 其他系统的编号
me-field-birthday = 生日
me-field-age = 年龄
me-field-gender = 性别
me-field-address-street = 街道
me-field-address-street_number = 门牌号码
me-field-address-address_2 = 地址第二行
me-field-address-city = 城市
me-field-address-postal_code = 邮政编码
me-field-address-state = 地区
me-field-address-country = 国家
me-field-company = 公司
me-field-company-name = 公司
me-field-website = 网站
me-field-description = 备注
me-field-created_at = 成为客户自
me-field-language = 语言
me-field-loyalty_tier = 会员等级
me-field-loyalty_points = 会员积分
me-field-favourite_genres = 喜爱的类型
me-field-favourite_cuisine = 喜爱的菜系
me-field-allergies = 过敏
me-field-newsletter_interest = 兴趣

## 由家长或监护人决定
me-guardian = 你的孩子想要这些
me-guardian-lead = 有个孩子说你是家长或监护人。没有你的同意，{ $brand } 不会做以下任何一件事。
me-guardian-legend = 你同意哪些？
me-guardian-yes = 我以家长或监护人的身份同意：{ $what }
me-guardian-send = 保存
me-guardian-none = 全部拒绝
me-guardian-back = 全部收回
me-guardian-else = 没有任何预先勾选。请保留这封信：在孩子达到年龄之前，你随时可以用同一个链接改变主意。你不是家长或监护人？什么都不用做，什么也不会发生。
me-guardian-wrong = 这个链接无法使用
me-guardian-wrong-body = 它已经过期，或孩子已达到年龄。没有任何变更。
me-guardian-changed = 我们的文字已经改变
me-guardian-changed-body = 请再次打开信中的链接，读过新的文字再决定。没有任何变更。
me-guardian-done = 已保存，谢谢
me-guardian-done-body = 你的决定即刻生效。用同一个链接，你可以同样轻松地更改。
me-letter-guardian-subject = { $brand }：有个孩子请你同意
me-letter-guardian =
    有个孩子（{ $child }）在 { $brand } 说你是家长或监护人，并想要一件需要你同意的事。

    请在 7 天内看看是什么，并做决定：
    { $link }

    请保留这封信：你随时可以用同一个链接收回同意。
    你不是家长或监护人？什么都不用做，什么也不会发生。我们没有保留你的地址。

## Who received what
me-received = 谁收到了您的数据
me-received-lead = 所有收到您数据的对象、内容、用途，以及之后是否已放手。
me-received-empty = 没有任何关于您的数据给过别人。
me-received-brand = 品牌
me-received-what = 数据种类
me-received-why = 用途
me-received-first = 最早
me-received-last = 最近
me-received-deleting = 已于 { $date } 要求删除，尚未确认
me-received-stopping = 已于 { $date } 要求停止使用，尚未确认
me-received-deleted = 已删除，{ $date } 确认
me-received-stopped = 已停止使用，{ $date } 确认
me-received-each = 逐条发送记录
me-received-more = 这里只显示最近的。
me-received-lost = 已放弃：部分内容可能已送达。
me-sent-event = 您做的事
me-sent-traits = 您的资料
me-sent-segment = 您所属的群组
me-sent-consent = 您的许可
me-sent-suppress = 停止使用的指示
me-sent-delete = 全部删除的指示

## 我的联系方式
me-addresses = 我的联系方式
me-addresses-lead = 我们用来认得你的电子邮箱和手机号。已证明是你的，就能用来进入这些页面。
me-addresses-confirmed = 可用来进入
me-addresses-unconfirmed = 尚未证明是你的
me-addresses-unconfirmed-body = 有人把这个联系方式告诉我们，但没有人证明它是你的。谁都不能用它进入。如果是你的，请让我们发验证码过去。
me-addresses-confirm = 发验证码到这里
me-addresses-remove = 移除
me-addresses-remove-body = 不是你的，或不再是你的？移除之后，谁都不能用它进入你的页面，我们也不再用它认得你。如果日后有门店告诉我们它是你的，它会再出现：那时请告诉那家门店。
me-addresses-only = 没有其他联系方式能让你进入，所以这个会留着。请先加入另一个。
me-addresses-add = 加入联系方式
me-addresses-add-lead = 换了邮箱或号码吗？我们会发验证码过去，这样别人就不能说那是他的。
me-addresses-code = 验证码已发到你输入的联系方式。10 分钟内有效，只能用一次。
me-addresses-code-button = 加入这个联系方式
me-told-address-added = 已加入。从现在起可以用它进入。
me-told-address-already = 这个联系方式已经能让你进入。
me-told-address-others = 这个联系方式有它自己的页面，所以没有加到这里。请先离开，再用它进入。如果两个都是你，我们的人员可以合并。
me-told-address-not = 我们不能为你保存这个联系方式。什么都没有改变。请询问我们的人员。
me-told-address-removed = 已移除。谁都不能再用它进入你的页面。
me-told-address-last = 这是最后一个能让你进入的联系方式，所以会留着。请先加入另一个。
me-letter-addresses = { $brand }：你的联系方式有变动
me-letter-new =
    { $code } 是把这个联系方式加到你在 { $brand } 隐私页面的验证码。
    10 分钟内有效，只能用一次。

    不是你要求的吗？那什么都不用做。没有验证码，什么都不会加入。
me-letter-added =
    联系方式 { $address } 已加到你在 { $brand } 的隐私页面，从现在起可以用它进入。

    不是你做的吗？请用收到这封信的联系方式进入，在“我的联系方式”里把另一个移除。
me-letter-removed =
    联系方式 { $address } 已从你在 { $brand } 的隐私页面移除。谁都不能再用它进入。

    不是你做的吗？请告诉我们的人员。

## 怎么知道是你
me-proofs = 我们怎么知道是你
me-proofs-two = 这里有你极私密的数据，别人绝不能拿到。所以需要两个彼此无关的证明。
me-proofs-one = 我们需要一个一小时以内的证明。
me-proofs-enough = 这样就够了。
me-proofs-document = 缺的证明无法提供吗？我们的人员可以改看证件。
me-proof-code-by-email = 发到电子邮箱的验证码
me-proof-code-by-sms = 发到手机的验证码
me-proof-there = 已有
me-proof-missing = 还缺
me-proof-until = 有效到 { $moment }
me-proof-old = 曾经证明过，但已经太久了。你可以再要一组验证码。
me-proof-known = 可以发验证码到你的联系方式。
me-proof-unknown = 没有这一类的联系方式能让你进入。现在才加入的，30 天后才算另一个证明。

## 孩子请监护人同意
me-child = 要我们去问吗？
me-child-lead = 你在 { $brand } 想要的事，现在还不能自己决定：
me-child-guardian = 我们会问你的这位家长或监护人：{ $guardian }
me-child-button = 好，请去问
me-child-else = 不是你，或你改变主意了？什么都不用做。我们不会问任何人，什么也不会发生。
me-child-asked = 我们已经去问了
me-child-asked-body = 他们一同意就会开始。你随时可以说不，不需要他们。
me-letter-child-subject = { $brand }：要我们去问你的家长或监护人吗？
me-letter-child =
    有人（大概是你）在 { $brand } 想要一件需要家长或监护人同意的事。

    请在 7 天内按下这个页面上的按钮，我们就会写信给 { $guardian }：
    { $link }

    不是你吗？什么都不用做，我们不会问任何人。
