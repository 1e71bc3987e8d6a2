# 关于请求的通知
notice-subject = { $brand }：你的请求（{ $right }）
notice-received = 我们已收到你对 { $brand } 的请求：{ $right }。
notice-until = 最晚在 { $date } 之前答复你。
notice-identity-link =
    开始之前，请让我们确认是你本人。你可以在这里用一次性验证码确认：
    { $link }
notice-identity = 开始之前，我们必须确认是你本人。我们会告诉你怎么做。
notice-extended = 你对 { $brand } 的请求（{ $right }）需要更多时间，{ $why }。法律允许我们为此延长期限。
notice-completed = 你对 { $brand } 的请求已完成：{ $right }。
notice-hindered = 以下部分无法完成：
notice-part = – { $purpose }：{ $why }
notice-fetch =
    你可以在这里获取你的数据：
    { $link }
notice-refused = 我们无法完成你对 { $brand } 的请求：{ $right }。原因：
notice-complain = 如果你不同意，可以回复我们、向数据保护机构投诉，或向法院起诉。
notice-erased = 你对 { $brand } 的请求已完成：{ $right }。我们持有的关于你的数据已销毁；这封通知发出后，这个地址也不再保留。
notice-certificate = 删除证明的编号：{ $number }
notice-why-you = 你收到这封通知，是因为有一项关于你个人数据的请求。这不是广告。如果不是你提出的，请告诉我们。
notice-right-information = 了解数据的用途
notice-right-access = 查看你的数据
notice-right-rectification = 更正你的数据
notice-right-erasure = 删除你的数据
notice-right-restriction = 暂停使用你的数据
notice-right-portability = 带走你的数据
notice-right-objection = 提出反对
notice-right-automated-decision = 请人复查自动作出的决定
notice-right-sale-opt-out = 不出售、不共享你的数据
notice-right-limit-sensitive = 只在必要时使用敏感数据
notice-why-not_under_basis = 对这种用途，法律没有赋予这项权利
notice-why-kept_by_law = 法律要求我们保留一段时间
notice-why-public_task = 我们为公共利益的任务保留
notice-why-legal_hold = 法律程序进行期间不得删除任何数据
notice-why-nothing_held = 就此我们没有关于你的数据
notice-why-no_automated_decision = 这里没有仅由机器作出的决定
notice-why-not_sold = 这里不出售也不共享数据
notice-why-no_sensitive_data = 这里除必要外不使用敏感数据
notice-why-identity_not_shown = 我们未能及时确认是否为你本人
notice-why-agent_not_authorised = 代你提出请求的人没有出示授权
notice-why-excessive = 请求没有根据，或次数过多
notice-why-rights_of_others = 这会损害他人的权利
notice-why-nobody_known = 根据所给的信息，我们找不到任何人
notice-delay-complex = 因为内容较多
notice-delay-many = 因为同时有许多请求
notice-delay-either = 因为内容较多或请求众多
