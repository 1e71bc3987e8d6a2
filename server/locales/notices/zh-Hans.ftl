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
notice-delay-complex = 因为内容较多
notice-delay-many = 因为同时有许多请求
notice-delay-either = 因为内容较多或请求众多
