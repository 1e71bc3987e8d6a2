# 客戶個人頁面的文字。
me-sections = 你的頁面
me-brands = 頁面外觀
me-home = 首頁
me-choices = 選擇
me-contact = 聯絡方式
me-data = 你的資料
me-history = 紀錄
me-looks = 誰看過你的資料
me-rights = 你還可以決定的事
me-back-home = 前往你的頁面
me-failed = 沒有成功
me-failed-body = 剛才無法讀寫你的資料，沒有任何變更。請稍後再試。
me-denied = 這份表單不是從你的頁面送出的
me-denied-body = 為了保護你，我們只接受你自己開啟的頁面所送出的表單。沒有任何變更。請重新開啟頁面，再從那裡送出。

## 入口
me-enter = 查看並決定你的資料如何使用
me-enter-lead = 請輸入你的電子郵件或手機號碼。我們會寄給你一組驗證碼，這樣別人就進不來。
me-address = 電子郵件或手機號碼
me-address-hint = 號碼請加上國碼，例如 +886 912 345 678。
me-address-wrong = 這不是電子郵件，也不是帶國碼的手機號碼。請檢查後再試一次。
me-asked-too-often = 短時間內嘗試太多次了。請等十五分鐘再試。
me-enter-button = 寄驗證碼給我
me-enter-why = 你在這裡輸入的內容只用來讓你進入。不需要密碼。
me-code = 輸入驗證碼
me-code-lead = 如果我們認得這個地址，驗證碼已經寄出。10 分鐘內有效，只能用一次。
me-code-label = 驗證碼
me-code-hint = 六位數字
me-code-wrong = 這組驗證碼無法使用：可能輸入錯誤、已用過或已過期。你可以再要一組。
me-code-button = 進入
me-code-again = 再寄一組驗證碼
me-link-lead = 再按一下就好，這樣檢查郵件的程式才不會把連結用掉。
me-link-button = 進入
me-link-wrong = 這個連結已失效：已用過或已過期。請再要一組驗證碼。
me-letter-subject = 你在 { $brand } 的驗證碼
me-letter-code =
    { $code } 是你進入 { $brand } 隱私頁面的驗證碼。
    10 分鐘內有效，只能用一次。
me-letter-link =
    或在 30 分鐘內開啟這個連結：
    { $link }
me-letter-not-you = 不是你要求的嗎？那什麼都不用做。沒有驗證碼，誰也進不來。

## 確認
me-confirm = 再按一下確認
me-confirm-lead = 你在 { $brand } 同意了這件事。請確認是你本人。
me-confirm-button = 是，是我本人
me-confirm-else = 不是你，或改變主意了？那就什麼都不要做：不按，就保持關閉。
me-confirm-wrong = 這個連結無法使用
me-confirm-wrong-body = 它已經用過、已過期，或你後來另有決定。在你的頁面上可以看到目前的設定並更改。
me-confirmed = 已確認，謝謝你
me-confirmed-body = 從現在起已開啟。你隨時可以同樣輕鬆地關閉。
me-letter-confirm-subject = { $brand }：請確認「{ $purpose }」
me-letter-confirm =
    你在 { $brand } 同意了「{ $purpose }」。

    請在 7 天內確認是你本人：
    { $link }

    不是你嗎？那就什麼都不要做，它會保持關閉。

## 剛才發生的事
me-told-yes = 已儲存。從現在起開啟。
me-told-pending = 已儲存。還差一步：請用我們寄給你的連結確認。
me-told-no = 已儲存。已關閉，我們從現在起停止。
me-told-saved = 已儲存。我們從現在起照辦。
me-told-corrected = 已儲存。從現在起使用新的值。
me-told-not-corrected = 這個值沒有被採用：格式不正確，或不得保存。沒有任何變更。
me-told-objected = 已儲存。我們從現在起停止。
me-told-unobjected = 已儲存。從現在起再次允許。
me-told-restricted = 已儲存。從現在起我們只保存你的資料，不做其他事。
me-told-unrestricted = 已儲存。從現在起再次依你的選擇。
me-told-left = 你已登出。
me-told-unchanged = 沒有變更：原本就是這樣。
me-told-welcome = 歡迎。你會保持登入兩小時。

## 首頁
me-title = 你的資料，你的選擇
me-lead = 在這裡可以看到 { $brands } 自 { $date } 起保存的關於你的資料，並決定可以怎麼用。
me-home-on = 你可以決定的 { $count } 項用途中，有 { $on } 項已開啟。
me-home-undecided = { $count ->
   *[other] 有 { $count } 項等待你的答覆
}
me-home-choose = 做決定
me-home-data = 查看並更正一切
me-home-contact = 更改聯絡方式
me-home-changes = { $count ->
   *[other] 共 { $count } 次變更，最近一次在 { $date }。
}
me-home-looks = { $count ->
    [0] 過去 30 天沒有人看過你的資料。
   *[other] 過去 30 天你的資料被看過 { $count } 次。
}
me-home-history = 查看每次變更
me-home-rights = 查看你還可以決定的事

## 選擇
me-choices-lead = 用簡單的話說明資料的每項用途，並附上「是」與「否」。按下後立即生效。
me-restricted-note = 你要求我們只保存資料、不做其他事。在你解除之前，以下用途全部關閉，法律要求的除外。
me-objected-note = 你已拒絕 { $brand } 的所有廣告。
me-change = 更改
me-on = 已開啟
me-off = 已關閉
me-pending = 等待中：請用我們寄給你的連結確認
me-changed = 內容已改變：請再答覆一次
me-expired = 你的同意已過期：請再答覆一次
me-what-changed = 自你同意後的變更
me-child-note = 你還沒到可以自己決定這些事的年齡。對自願用途的「是」只有家長或監護人說了才算；你的「否」立即生效。
me-child-note-sale = 你還沒到可以自己決定所有這些事的年齡。資料可否出售或分享，由你自己說。對其他自願用途的「是」只有家長或監護人說了才算；你的「否」立即生效。
me-yes = 是
me-no = 否
me-if-yes = 是：我們只做這裡寫的事，不會更多。
me-if-no = 否：我們立即停止。你不會因此吃虧，也不會變貴。
me-if-object = 否：我們立即停止。
me-fixed = 這項不能關閉，因為{ $basis }。
me-not-here = 在你所在的地方我們不這麼做。
me-fixed-count = { $count ->
   *[other] 不能關閉的 { $count } 項用途及原因
}
me-more = 為什麼、用什麼、多久
me-why = 我們為什麼可以
me-basis-contract = 處理你的訂單需要它
me-basis-legal_obligation = 法律要求
me-basis-vital_interests = 可能關係到生命
me-basis-public_task = 這是公共任務
me-because-consent = 因為你說了「是」。沒有你的同意我們不會做。
me-because-contract = 因為處理你的訂單需要它。
me-because-legal_obligation = 因為法律要求。
me-because-vital_interests = 因為可能關係到生命。
me-because-public_task = 因為這是公共任務。你可以說「否」。
me-because-legitimate_interests = 因為這對經營商店有用，而且我們認為對你無害。你可以說「否」。
me-because-opt_out = 因為在你說「否」之前，法律允許這麼做。
me-recipients = 還有誰會收到
me-agreed = 你的同意
me-agreed-on = { $date }，針對這段文字的第 { $version } 版
me-until = 你的同意有效至

## 聯絡方式
me-contact-lead = 我們可以用哪些方式、多常、什麼時候不行？這裡只會減少，絕不會超過你允許的。
me-contact-empty = 沒有品牌會聯絡你。
me-channel-ask = { $brand } 可以用這個方式嗎：{ $channel }？
me-often-when = 多常，以及何時不行
me-often-label = 最多
me-often-any = 有事要說時就可以
me-often = { $days ->
    [1] 每天 { $count } 則
   *[other] { $days } 天內 { $count } 則
}
me-quiet = 安靜時段
me-quiet-hint = 這段時間內不會收到任何訊息。不需要就留空。
me-quiet-from = 從
me-quiet-until = 到
me-quiet-zone = 你的時區
me-topics = 主題
me-topics-ask = 你想聽 { $brand } 說些什麼？
me-save = 儲存

## 你的資料
me-data-lead = 我們保存的關於你的一切，依種類排列，並註明從哪裡來、為什麼保存。
me-data-empty = 除了你進入時用的地址，我們沒有你的任何資料。
me-likes = 你的喜好
me-likes-lead = 用你自己的話告訴我們喜歡什麼、不喜歡什麼。只用於你允許的用途，隨時可以更改或清空。
me-likes-empty = 這裡沒有要詢問的內容。
me-likes-hint = 詞語之間用逗號隔開。清空欄位即收回先前所說的內容。
me-from = 來源：{ $source }（{ $brand }），{ $date }。
me-from-third = 由 { $provider } 收集，依此使用：{ $licence }。
me-held-for = 保存用途：{ $purposes }。
me-correct = 更正
me-correct-label = 正確的值
me-times = { $count ->
   *[other] { $count } 次
}
me-sum = 合計 { $sum }
me-segments = 我們把你放進的群組
me-segments-lead = 由上面的資料算出，每個只為一項用途。關閉該用途，你就離開群組。

## 紀錄
me-history-lead = 你所允許事項的每次變更，最新的在前。沒有你，這份清單不會刪去任何東西。
me-history-empty = 你還沒有變更任何事。
me-purpose-of = { $purpose }（{ $brand }）
me-fact-request = 已詢問你：{ $purpose }
me-fact-grant = 同意：{ $purpose }
me-fact-confirm = 已確認同意：{ $purpose }
me-fact-deny = 拒絕：{ $purpose }
me-fact-withdraw = 撤回同意：{ $purpose }
me-fact-revoke = 由品牌終止：{ $purpose }
me-fact-invalidate = 不再有效：{ $purpose }
me-fact-object = 反對：{ $purpose }
me-fact-unobject = 撤回反對：{ $purpose }
me-fact-no-marketing = 拒絕 { $brand } 的所有廣告
me-fact-marketing = 再次允許 { $brand } 的廣告
me-fact-flag-on = 已設定：{ $flag }
me-fact-flag-off = 已解除：{ $flag }
me-flag-restriction = 只保存資料，不做其他事
me-flag-sale = 不要出售或分享我的資料
me-flag-gpc = 瀏覽器表示：不要出售或分享（Global Privacy Control）
me-flag-sensitive = 特別敏感的資料只在必要時使用
me-flag-child = 當事人是兒童
me-flag-young = 當事人年紀太小，不能自己決定資料可否出售
me-flag-hold = 因法律事務須保存
me-flag-erased = 已刪除
me-fact-channel-yes = { $brand } 的{ $channel }：是
me-fact-channel-no = { $brand } 的{ $channel }：否
me-fact-topic-yes = { $brand } 的「{ $topic }」：是
me-fact-topic-no = { $brand } 的「{ $topic }」：否
me-fact-often-any = { $brand } 的{ $channel }：不限次數
me-fact-often = { $brand } 的{ $channel }：最多{ $limit }
me-fact-quiet = { $brand } 的{ $channel }：已設安靜時段
me-fact-quiet-none = { $brand } 的{ $channel }：無安靜時段
me-by = { $by }，{ $method }
me-by-person = 你
me-by-guardian = 你的家長或監護人
me-by-staff = 我們的人員代你
me-by-agent = 代你行事的人
me-by-signal = 你的瀏覽器或裝置
me-by-controller = 品牌
me-text-version = 文字第 { $version } 版
me-method-me = 在這些頁面上
me-method-api = 經由品牌的程式
me-method-sdk = 在網站或 App 上
me-method-gpc = 經由瀏覽器的信號
me-method-form = 在表單中
me-method-store = 在店裡
me-method-phone = 在電話中
me-method-guardian-link = 透過信中的連結
me-method-age = 依所說的年齡
me-method-paper = 在紙本上
me-method-import = 由先前的系統轉入
me-looks-lead = 人員每次開啟你的資料，以及程式讀取的每一天，都列出並附上原因。
me-looks-empty = 還沒有人看過你的資料。
me-looked-staff = 我們的人員
me-looked-program = 程式「{ $name }」
me-looked-profile = 你的個人資料
me-looked-timeline = 你做過的事
me-looked-permissions = 你允許的事
me-looked-for = 用途：{ $purpose }

## 還可以決定
me-rights-lead = 超出單一用途的決定。立即生效，你隨時可以更改。
me-right-marketing = 停止所有廣告
me-right-marketing-body = 對所有方式的一切廣告說一次「否」。在你撤回之前，它優先於你的個別選擇。
me-marketing-stop = 停止 { $brand } 的廣告
me-marketing-go = 依我的選擇
me-right-restrict = 暫停使用我的資料
me-right-restrict-body = 我們保存現有的資料，但除了法律要求之外什麼都不做。適合在你核對資料時使用。
me-restrict-stop = 暫停
me-restrict-go = 依我的選擇
me-right-sale = 不要出售或分享我的資料
me-right-sale-body = 沒有人能用錢取得你的資料，也不能用來做自己的廣告。
me-sale-stop = 不要出售或分享
me-sale-go = 依我的選擇
me-sure-sale = 允許出售與分享？
me-sure-sale-body = 你之前拒絕過，或未滿 16 歲，所以{ $brand }再問一次：是否允許依你的選擇出售或分享你的資料？
me-sure-yes = 是，允許
me-sure-no = 否，維持不變
me-right-sensitive = 特別敏感的資料只在必要時使用
me-right-sensitive-body = 健康、信仰、出身等資料，只用於你要求我們做的事。
me-sensitive-stop = 只在必要時
me-sensitive-go = 依我的選擇
me-right-correct = 更正錯誤
me-right-correct-body = 有值不對嗎？你可以在它旁邊自己更正。

## 依權利提出的請求
me-requests = 您提出的請求
me-requests-lead = 這些是法律給您的權利，不收費用。您可以在這裡看到我們最晚何時答覆。
me-requests-empty = 您還沒有提出任何請求。
me-requests-new = 提出請求
me-requests-many = 您已提出許多請求
me-requests-many-body = 您有二十項請求正在處理。請等候答覆，或撤回其中幾項。
me-home-asked = 我們還有 { $count } 項答覆未給您
me-ask-information = 了解我的資料如何使用
me-ask-access = 取得我所有資料的副本
me-ask-rectification = 更正我的資料
me-ask-erasure = 刪除我的資料
me-ask-restriction = 暫停使用我的資料
me-ask-portability = 帶走我的資料
me-ask-objection = 停止我的資料的某項用途
me-ask-automated-decision = 請真人查看
me-ask-sale-opt-out = 不要出售或分享我的資料
me-ask-limit-sensitive = 極私密的資料只在必要時使用
me-request-received = 等候您確認
me-request-identified = 已收到
me-request-working = 處理中
me-request-completed = 已完成
me-request-refused = 無法辦理
me-request-cancelled = 已撤回
me-request-body-received = 我們已收到。開始之前，請證明是您本人。
me-request-body-identified = 我們已收到，也確認是您本人，很快就會開始。
me-request-body-working = 我們已經開始。這裡列出的各方都完成後，就算辦妥。
me-request-body-completed = 能辦的都已辦妥。
me-request-body-cancelled = 您已撤回，我們什麼也沒有做。
me-request-late = 已逾期：我們早該答覆
me-request-asked = 提出日期
me-request-due = 答覆期限
me-request-closed = 答覆日期
me-request-extended = 法律給了我們更多時間。
me-request-waits-for = 尚待完成
me-request-staff = 我們的人員
me-request-not = 以下部分無法辦理：
me-request-on = 繼續
me-request-back = 撤回
me-hindrance-not_under_basis = 對於為此用途保存的資料，法律沒有給予這項權利。
me-hindrance-kept_by_law = 法律要求我們保存一段時間。
me-hindrance-public_task = 我們為公共任務而保存。
me-hindrance-legal_hold = 有法律案件尚未結束，目前一切都必須保存。
me-hindrance-nothing_held = 我們沒有為此保存任何資料。
me-hindrance-no_automated_decision = 這裡沒有程式自動做出任何決定。
me-hindrance-not_sold = 這裡不出售也不分享任何資料。
me-hindrance-no_sensitive_data = 這裡不使用極私密的資料，或只在必要時使用。
me-hindrance-identity_not_shown = 期限內沒有人證明提出請求的是本人。
me-hindrance-agent_not_authorised = 提出請求的人沒有證明可以代表本人。
me-hindrance-excessive = 請求過於頻繁，或毫無理由。
me-hindrance-rights_of_others = 這會損害他人的權利。
me-hindrance-nobody_known = 依所給的內容，我們不認識任何人。
me-prove = 請再用一種方式證明是您本人
me-prove-lead = 請輸入您的另一個聯絡方式：用電子郵件進來的，請輸入手機號碼；用電話進來的，請輸入電子郵件地址。如果進來已超過一小時，用同一個也可以。我們會把驗證碼送到那裡。
me-prove-none = 如果我們只有您的一個聯絡方式，請洽詢我們的人員，他們可以改看證件。
me-prove-why = 為了保護極私密的資料，或因為您進來已有一段時間，我們在這裡再要一個驗證碼。目前什麼都還沒有做。
me-prove-button = 再寄一個驗證碼給我
me-told-ready = 您的資料已準備好。
me-told-asked = 我們已收到您的請求。您可以在這裡看到後續進度。
me-told-prove = 還差一步：請再用一種方式證明是您本人。
me-told-proven = 謝謝，這樣就夠了。現在請按「繼續」。
me-told-taken-back = 已撤回。什麼都沒有做。
me-told-erasing = 我們已經開始。等這裡列出的系統也刪除後，一切就會消失。
me-told-erased-in-part = 已刪除，只留下法律要求保存的部分。您可以在這裡看到。

## 副本
me-copy = 我所有資料的副本
me-copy-lead-access = 我們保存的關於您的一切，放在一個檔案裡，供您閱讀和保存。
me-copy-lead-portability = 您給我們的資料，放在一個其他服務也能讀取的檔案裡，讓您帶走。
me-copy-in-it = 內容
me-copy-has-access = 您的聯絡方式與各項資料及其來源、您的使用紀錄、我們將您歸入的群組，以及每一次同意和拒絕。
me-copy-has-portability = 基於您的同意或訂單，您告訴我們的內容與您的使用紀錄。
me-copy-else-access = 誰會收到您的資料、保存多久，都寫在您頁面上的各項用途旁。
me-copy-else-portability = 我們推算出來的內容不在其中；如需要，請索取所有資料的副本。
me-copy-make = 製作檔案
me-copy-soon = 馬上就好。
me-copy-ready = 您的檔案已準備好
me-copy-made = 製作於 { $moment }。今天內可以隨時重複下載。
me-copy-as-csv = 下載為表格
me-copy-as-json = 下載供程式使用
me-copy-care = 檔案裡有關於您的一切。請放在只有您能讀取的地方。
me-download-used = 這個連結已經用過
me-download-used-body = 通往您資料的連結只能用一次，而且只有您能用。請在副本頁面重新製作。

## 真人查看
me-human-lead = 程式會依人們的使用紀錄把他們分到不同群組，以顯示可能合適的內容。您可以要求真人檢查，並說出您的看法。
me-human-empty = 沒有程式推算關於您的任何事。
me-human-none = 您不在它的任何群組裡。
me-human-groups = 您被歸入：{ $groups }
me-human-ask = 請真人查看
me-human-then = 我們的人員會檢查結果和原因，有錯就更正，答覆會出現在「您提出的請求」。

## 刪除
me-erase-lead = 這無法復原。請先閱讀哪些會消失、哪些會留下。
me-erase-goes = 會消失的
me-erase-goes-body = 所有品牌的這一切，連同讀取舊副本所需的金鑰。您會離開所有群組和名單。
me-erase-goes-part = 除了下面所列的，所有品牌的這一切都會消失。您會離開所有群組和名單。
me-erase-first = 先取得副本
me-erase-stays = 會留下的
me-erase-stays-body = 留下的會被鎖住：不作任何其他用途，期滿就會消失。
me-erase-mark = 為了不讓舊名單把您帶回來，我們保留您聯絡方式的加密記號。從記號讀不出聯絡方式。
me-erase-until = 保存 { $time }。
me-erase-systems = 還有誰要刪除
me-erase-systems-body = 在我們刪除之前，這些系統必須先刪除：{ $systems }。您可以在請求頁面看到進度。
me-erase-unsure = 請先勾選，以免誤刪。
me-erase-sure = 我知道這無法復原
me-erase-button = 刪除我的資料
me-erase-no = 保留我的資料
me-erased = 您的資料已刪除
me-erased-lead = 您已登出，我們也不再認識您。如果您哪天回來，一切從頭開始。
me-erased-certificate = 您的證明
me-erased-certificate-body = 它證明已經刪除，而且沒有任何人的名字。請保存好：只有知道網址才能找到這一頁。
me-erased-number = 編號
me-erased-at = 刪除時間
me-erased-identifiers = 聯絡方式與號碼
me-erased-entries = 您的使用紀錄
me-erased-facts = 您給過的答覆
me-erased-download = 下載證明
me-erased-proofs = 您下載過的收據仍然有效。

## 收據
me-receipt = 收據
me-receipt-what = 每一筆紀錄都有收據，證明您在何時說了什麼，對主管機關也有效。
me-receipt-check = 檢查收據
me-receipt-none = 這筆紀錄沒有收據
me-receipt-none-body = 這是在這裡開始保存收據之前說的。紀錄本身仍留在您的歷史裡。

## 項目名稱
me-field-first_name = 名字
me-field-last_name = 姓氏
me-field-name = 姓名
me-field-title = 稱謂
me-field-username = 使用者名稱
me-field-email = 電子郵件
me-field-phone = 電話
me-field-loyalty_id = 會員卡
me-field-customer_id = 其他系統的編號
me-field-birthday = 生日
me-field-age = 年齡
me-field-gender = 性別
me-field-address-street = 街道
me-field-address-street_number = 門牌號碼
me-field-address-address_2 = 地址第二行
me-field-address-city = 城市
me-field-address-postal_code = 郵遞區號
me-field-address-state = 地區
me-field-address-country = 國家
me-field-company = 公司
me-field-company-name = 公司
me-field-website = 網站
me-field-description = 備註
me-field-created_at = 成為客戶自
me-field-language = 語言
me-field-loyalty_tier = 會員等級
me-field-loyalty_points = 會員點數
me-field-favourite_genres = 喜愛的類型
me-field-favourite_cuisine = 喜愛的料理
me-field-allergies = 過敏
me-field-newsletter_interest = 興趣

## 由家長或監護人決定
me-guardian = 你的孩子想要這些
me-guardian-lead = 有個孩子說你是家長或監護人。沒有你的同意，{ $brand } 不會做以下任何一件事。
me-guardian-legend = 你同意哪些？
me-guardian-yes = 我以家長或監護人的身分同意：{ $what }
me-guardian-send = 儲存
me-guardian-none = 全部拒絕
me-guardian-back = 全部收回
me-guardian-else = 沒有任何預先勾選。請保留這封信：在孩子達到年齡之前，你隨時可以用同一個連結改變主意。你不是家長或監護人？什麼都不用做，什麼也不會發生。
me-guardian-wrong = 這個連結無法使用
me-guardian-wrong-body = 它已經過期，或孩子已達到年齡。沒有任何變更。
me-guardian-changed = 我們的文字已經改變
me-guardian-changed-body = 請再次開啟信中的連結，讀過新的文字再決定。沒有任何變更。
me-guardian-done = 已儲存，謝謝
me-guardian-done-body = 你的決定即刻生效。用同一個連結，你可以同樣輕鬆地更改。
me-letter-guardian-subject = { $brand }：有個孩子請你同意
me-letter-guardian =
    有個孩子（{ $child }）在 { $brand } 說你是家長或監護人，並想要一件需要你同意的事。

    請在 7 天內看看是什麼，並做決定：
    { $link }

    請保留這封信：你隨時可以用同一個連結收回同意。
    你不是家長或監護人？什麼都不用做，什麼也不會發生。我們沒有保留你的地址。

## Who received what
me-received = 誰收到了您的資料
me-received-lead = 所有收到您資料的對象、內容、用途，以及之後是否已放手。
me-received-empty = 沒有任何關於您的資料給過別人。
me-received-brand = 品牌
me-received-what = 資料種類
me-received-why = 用途
me-received-first = 最早
me-received-last = 最近
me-received-deleting = 已於 { $date } 要求刪除，尚未確認
me-received-stopping = 已於 { $date } 要求停止使用，尚未確認
me-received-deleted = 已刪除，{ $date } 確認
me-received-stopped = 已停止使用，{ $date } 確認
me-received-each = 逐筆傳送紀錄
me-received-more = 這裡只顯示最近的。
me-received-lost = 已放棄：部分內容可能已送達。
me-sent-event = 您做的事
me-sent-traits = 您的資料
me-sent-segment = 您所屬的群組
me-sent-consent = 您的許可
me-sent-suppress = 停止使用的指示
me-sent-delete = 全部刪除的指示

## 我的聯絡方式
me-addresses = 我的聯絡方式
me-addresses-lead = 我們用來認得你的電子郵件和手機號碼。已證明是你的，就能用來進入這些頁面。
me-addresses-confirmed = 可用來進入
me-addresses-unconfirmed = 尚未證明是你的
me-addresses-unconfirmed-body = 有人把這個聯絡方式告訴我們，但沒有人證明它是你的。誰都不能用它進入。如果是你的，請讓我們寄驗證碼過去。
me-addresses-confirm = 寄驗證碼到這裡
me-addresses-remove = 移除
me-addresses-remove-body = 不是你的，或不再是你的？移除之後，誰都不能用它進入你的頁面，我們也不再用它認得你。如果日後有門市告訴我們它是你的，它會再出現：那時請告訴那家門市。
me-addresses-only = 沒有其他聯絡方式能讓你進入，所以這個會留著。請先加入另一個。
me-addresses-add = 加入聯絡方式
me-addresses-add-lead = 換了電子郵件或號碼嗎？我們會寄驗證碼過去，這樣別人就不能說那是他的。
me-addresses-code = 驗證碼已寄到你輸入的聯絡方式。10 分鐘內有效，只能用一次。
me-addresses-code-button = 加入這個聯絡方式
me-told-address-added = 已加入。從現在起可以用它進入。
me-told-address-already = 這個聯絡方式已經能讓你進入。
me-told-address-others = 這個聯絡方式有它自己的頁面，所以沒有加到這裡。請先離開，再用它進入。如果兩個都是你，我們的人員可以合併。
me-told-address-not = 我們不能為你保存這個聯絡方式。什麼都沒有改變。請詢問我們的人員。
me-told-address-removed = 已移除。誰都不能再用它進入你的頁面。
me-told-address-last = 這是最後一個能讓你進入的聯絡方式，所以會留著。請先加入另一個。
me-letter-addresses = { $brand }：你的聯絡方式有變動
me-letter-new =
    { $code } 是把這個聯絡方式加到你在 { $brand } 隱私頁面的驗證碼。
    10 分鐘內有效，只能用一次。

    不是你要求的嗎？那什麼都不用做。沒有驗證碼，什麼都不會加入。
me-letter-added =
    聯絡方式 { $address } 已加到你在 { $brand } 的隱私頁面，從現在起可以用它進入。

    不是你做的嗎？請用收到這封信的聯絡方式進入，在「我的聯絡方式」裡把另一個移除。
me-letter-removed =
    聯絡方式 { $address } 已從你在 { $brand } 的隱私頁面移除。誰都不能再用它進入。

    不是你做的嗎？請告訴我們的人員。

## 怎麼知道是你
me-proofs = 我們怎麼知道是你
me-proofs-two = 這裡有你極私密的資料，別人絕不能拿到。所以需要兩個彼此無關的證明。
me-proofs-one = 我們需要一個一小時以內的證明。
me-proofs-enough = 這樣就夠了。
me-proofs-document = 缺的證明無法提供嗎？我們的人員可以改看證件。
me-proof-code-by-email = 寄到電子郵件的驗證碼
me-proof-code-by-sms = 寄到手機的驗證碼
me-proof-there = 已有
me-proof-missing = 還缺
me-proof-until = 有效到 { $moment }
me-proof-old = 曾經證明過，但已經太久了。你可以再要一組驗證碼。
me-proof-known = 可以寄驗證碼到你的聯絡方式。
me-proof-unknown = 沒有這一類的聯絡方式能讓你進入。現在才加入的，30 天後才算另一個證明。

## 孩子請監護人同意
me-child = 要我們去問嗎？
me-child-lead = 你在 { $brand } 想要的事，現在還不能自己決定：
me-child-guardian = 我們會問你的這位家長或監護人：{ $guardian }
me-child-button = 好，請去問
me-child-else = 不是你，或你改變主意了？什麼都不用做。我們不會問任何人，什麼也不會發生。
me-child-asked = 我們已經去問了
me-child-asked-body = 他們一同意就會開始。你隨時可以說不，不需要他們。
me-letter-child-subject = { $brand }：要我們去問你的家長或監護人嗎？
me-letter-child =
    有人（大概是你）在 { $brand } 想要一件需要家長或監護人同意的事。

    請在 7 天內按下這個頁面上的按鈕，我們就會寫信給 { $guardian }：
    { $link }

    不是你嗎？什麼都不用做，我們不會問任何人。
