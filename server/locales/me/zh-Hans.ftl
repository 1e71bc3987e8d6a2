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
me-from = 来源：{ $source }（{ $brand }），{ $date }。
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
me-right-sensitive = 特别敏感的数据只在必要时使用
me-right-sensitive-body = 健康、信仰、出身等数据，只用于你要求我们做的事。
me-sensitive-stop = 只在必要时
me-sensitive-go = 依我的选择
me-right-correct = 更正错误
me-right-correct-body = 有值不对吗？你可以在它旁边自己更正。

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
