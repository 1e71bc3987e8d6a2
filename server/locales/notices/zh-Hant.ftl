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
notice-right-information = 了解資料的用途
notice-right-access = 查看你的資料
notice-right-rectification = 更正你的資料
notice-right-erasure = 刪除你的資料
notice-right-restriction = 暫停使用你的資料
notice-right-portability = 帶走你的資料
notice-right-objection = 提出反對
notice-right-automated-decision = 請人複查自動作出的決定
notice-right-sale-opt-out = 不出售、不分享你的資料
notice-right-limit-sensitive = 只在必要時使用敏感資料
notice-why-not_under_basis = 對這種用途，法律沒有賦予這項權利
notice-why-kept_by_law = 法律要求我們保留一段時間
notice-why-public_task = 我們為公共利益的任務保留
notice-why-legal_hold = 法律程序進行期間不得刪除任何資料
notice-why-nothing_held = 就此我們沒有關於你的資料
notice-why-no_automated_decision = 這裡沒有僅由機器作出的決定
notice-why-not_sold = 這裡不出售也不分享資料
notice-why-no_sensitive_data = 這裡除必要外不使用敏感資料
notice-why-identity_not_shown = 我們未能及時確認是否為你本人
notice-why-agent_not_authorised = 代你提出請求的人沒有出示授權
notice-why-excessive = 請求沒有根據，或次數過多
notice-why-rights_of_others = 這會損害他人的權利
notice-why-nobody_known = 根據所給的資訊，我們找不到任何人
notice-delay-complex = 因為內容較多
notice-delay-many = 因為同時有許多請求
notice-delay-either = 因為內容較多或請求眾多
