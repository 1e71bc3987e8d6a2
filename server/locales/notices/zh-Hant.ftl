# 關於請求的通知
notice-subject = { $brand }：你的請求（{ $right }）
notice-received = 我們已收到你對 { $brand } 的請求：{ $right }。
notice-until = 最晚在 { $date } 之前回覆你。
notice-identity-link =
    開始之前，請讓我們確認是你本人。你可以在這裡用一次性驗證碼確認：
    { $link }
notice-identity = 開始之前，我們必須確認是你本人。我們會告訴你怎麼做。
notice-extended = 你對 { $brand } 的請求（{ $right }）需要更多時間，{ $why }。法律允許我們為此延長期限。
notice-completed = 你對 { $brand } 的請求已完成：{ $right }。
notice-hindered = 以下部分無法完成：
notice-part = – { $purpose }：{ $why }
notice-fetch =
    你可以在這裡取得你的資料：
    { $link }
notice-refused = 我們無法完成你對 { $brand } 的請求：{ $right }。原因：
notice-complain = 如果你不同意，可以回覆我們、向資料保護機關申訴，或向法院起訴。
notice-erased = 你對 { $brand } 的請求已完成：{ $right }。我們持有的關於你的資料已銷毀；這封通知寄出後，這個地址也不再保留。
notice-certificate = 刪除證明的編號：{ $number }
notice-why-you = 你收到這封通知，是因為有一項關於你個人資料的請求。這不是廣告。如果不是你提出的，請告訴我們。
notice-delay-complex = 因為內容較多
notice-delay-many = 因為同時有許多請求
notice-delay-either = 因為內容較多或請求眾多
