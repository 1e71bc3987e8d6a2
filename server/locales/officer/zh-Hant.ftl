# 隱私負責人頁面的文字：請求、資料包、保存期限、稽核。
me-looked-request = 你提出的請求

## 請求：清單
requests = 請求
rq-lead = 人們依權利提出的請求。最先到期的排在最前面。
rq-take = 受理請求
rq-right = 權利
rq-any = 全部
rq-show = 顯示
rq-all-brands = 所有品牌
rq-empty = 目前沒有處理中的請求。有人提出時，會連同期限顯示在這裡。
rq-empty-narrowed = 沒有符合條件的請求。
rq-empty-so-far = 目前看過的沒有符合的，後面還有。
rq-more = 顯示後面的
rq-due-on = 應於 { $date } 前答覆
rq-came-on = 提出於 { $date }
rq-ended-on = 結束於 { $date }
rq-waits-for = 等待：{ $systems }
rq-back = 所有請求
rq-mark-late = { $days ->
   *[other] 已逾期 { $days } 天
}
rq-mark-late-today = 今天起逾期
rq-mark-today = 剩不到一天
rq-mark-soon = { $days ->
   *[other] 剩 { $days } 天：即將到期
}
rq-mark-in-time = { $days ->
   *[other] 剩 { $days } 天
}
rq-mark-closed = 已結束
rq-mark-was-in-time = 如期答覆
rq-mark-was-late = 逾期答覆
rq-right-information = 知情
rq-right-access = 查看資料
rq-right-rectification = 更正資料
rq-right-erasure = 刪除
rq-right-restriction = 限制使用
rq-right-portability = 帶走資料
rq-right-objection = 反對
rq-right-automated-decision = 由人複查自動化決定
rq-right-sale-opt-out = 拒絕出售或分享
rq-right-limit-sensitive = 敏感資料僅用於必要之處
rq-state-open = 所有處理中
rq-state-received = 待確認身分
rq-state-identified = 可以開始
rq-state-working = 處理中
rq-state-ended = 已結束
rq-state-completed = 完成
rq-state-refused = 已拒絕
rq-state-cancelled = 已撤回
rq-state-erased = 當事人已刪除

## 請求：受理
rq-take-lead = 為以信件、電話或在店裡提出的人受理。同一項權利若已有處理中的請求，會併入其中。
rq-right-asked = 請求什麼？
rq-right-missing = 請選擇請求的內容。
rq-choose = 選擇權利
rq-asker = 誰提出？
rq-asks-person = 本人
rq-asks-staff = 員工代本人
rq-asks-agent = 本人授權的人
rq-asks-opendsr = 另一個控管者（OpenDSR）
rq-agent = 代理人姓名
rq-agent-hint = 只有代理人提出時才填。
rq-agent-missing = 請填寫代理人姓名。
rq-mandate-seen = 我看過授權書
rq-take-button = 受理

## 請求：單一請求
rq-next-received = 下一步：提出的人證明身分。在此之前不會給出或更改任何東西。
rq-next-identified = 下一步：開始。各目的的結果列在下面。
rq-next-working = 處理中。每個系統都確認後就完成。
rq-next-completed = 能做的都做完了。
rq-next-cancelled = 提出的人已撤回。
rq-who = 誰提出
rq-no-mandate = 未見授權書
rq-not-shown = 尚未確認身分
rq-required-named = 報上姓名即可。
rq-required-reached = 一種證明方式即可。
rq-required-strong = 需要兩種證明方式，或官方證件。
rq-assurance-named = 已報姓名
rq-assurance-reached = 已聯絡確認
rq-assurance-strong = 強確認
rq-shown = { $date }：{ $ways }
rq-checks = 剛才通過了哪些確認？
rq-checks-hint = 只勾選你在一小時內親自確認的。
rq-check-code-by-email = 電子郵件驗證碼
rq-check-code-by-sms = 簡訊驗證碼
rq-check-signed-in = 登入自己的帳號
rq-check-questions = 只有本人答得出的問題
rq-check-document = 官方證件
rq-check-controller = 另一控管者的確認
rq-identify = 記錄這項確認
rq-cancel = 撤回
rq-cancel-hint = 只有提出的人自己這麼說時。其他提出相同請求的人不受影響。
rq-parts = 結果
rq-foreseen = 以目前情況而言。開始時會重新判斷。
rq-parts-empty = 沒有任何目的持有資料。
rq-can = 可以做
rq-done = 已完成
rq-cannot = 不能做
rq-begin = 開始
rq-begin-hint = 請列出其他持有資料的系統。每個都確認之前，請求不算完成。
rq-systems-known = 這些目的的接收者
rq-systems-others = 其他系統
rq-systems-hint = 每行一個，最多 64 個字母。
rq-systems = 持有資料的系統
rq-here = 本系統
rq-reply = 記錄它的回覆
rq-reply-none = 尚無回覆
rq-reply-waiting = 等待中
rq-reply-done = 已確認
rq-reply-failed = 失敗
rq-reply-is-done = 它已完成
rq-reply-code = 若失敗：簡短代碼
rq-reply-code-hint = 例如「timeout」。不要寫個人資料。
rq-reply-is-failed = 它失敗了
rq-advance = 繼續
rq-advance-hint = 在這裡做目前能做的事。
rq-deadline = 期限
rq-due = 應答覆期限
rq-came = 收到
rq-rule = 法律給的時間
rq-counted = 計算方式
rq-counted-in = 依 { $zone } 的日曆；收到當天不計
rq-hours = { $count ->
   *[other] { $count } 小時
}
rq-acknowledge = 應確認收到的期限
rq-extended = 延長於
rq-extendable = 法律允許再延長
rq-delay-complex = 因為請求繁複
rq-delay-many = 因為同時有許多請求
rq-others = 其他步驟
rq-extend = 延長時間
rq-extend-hint = 只能一次，且須在第一個期限之前。必須立即告知本人並說明理由。
rq-refuse = 全部拒絕
rq-refuse-hint = 會告知本人理由，以及可向主管機關申訴。
rq-hold = 設定法律保全
rq-lift = 解除法律保全
rq-on-hold = 法律保全
rq-hold-hint = 保全期間，此人的資料一律不刪除。會記入帳本，本人也看得到。
rq-hold-reason = 理由
rq-hold-reason-hint = 例如案號。會與紀錄一起保存。
rq-link = 建立下載連結
rq-link-why = 通往所持有的全部資料，七天內可用一次。只交給已確認身分的人。
rq-link-made = 連結如下，只在此刻顯示：
rq-link-hint = 加上 ?format=html 是可閱讀的頁面，?format=csv 是表格；不加則為 JSON。
rq-gone = 此人已刪除
rq-gone-lead = 請求也隨之消失：再也沒有人能說出它是關於誰的。這是證明書。
rq-certificate = 編號
rq-erased-on = 刪除於
rq-erased-keys = 銷毀的金鑰
rq-erased-identifiers = 封鎖的識別碼
rq-erased-entries = 移除的紀錄
rq-erased-facts = 移除的許可紀錄
rq-told-taken = 已受理。時間從現在開始計算。
rq-told-joined = 已有相同的請求：已併入處理中的請求。提出的人仍須證明身分。
rq-told-identified = 已記錄。提出的人身分已確認。
rq-told-advanced = 目前能做的都做了。
rq-told-replied = 已記錄。
rq-told-extended = 時間已延長。請今天就告知本人。
rq-told-refused = 已拒絕。請告知本人理由。
rq-told-cancelled = 已撤回。
rq-told-held = 法律保全自現在起生效。
rq-told-lifted = 法律保全已解除。
rq-problem-nobody = 沒有人使用這個識別碼。不可讓提出的人知道：對每個人都以相同方式答覆。
rq-problem-many = 此人處理中的請求太多。請先答覆那些。
rq-problem-busy = 有人同時做了更改。請再試一次。
rq-problem-not-shown = 這些確認不足以行使此權利。請以更多方式確認。
rq-problem-agent = 未見代理人的授權書，因此不做任何事。
rq-problem-closed = 此請求已結束，不會再有變化。
rq-problem-not-identified = 提出的人都尚未確認身分。
rq-problem-no-ground = 現在這不是全部拒絕的理由。
rq-problem-no-time = 無法再延長：已延長過、第一個期限已過，或法律不允許。
rq-problem-systems-wait = 還有系統尚未確認。
rq-problem-systems = 有系統與此請求無關，或名稱超過 64 個字母。
rq-problem-not-now = 現在無法這麼做。
rq-problem-hold = 有法律保全，因此不刪除任何東西。請先解除，或以此拒絕請求。
rq-problem-code = 請說明系統的回覆；若失敗，請附簡短代碼。
rq-problem-reason = 請選擇理由。
rq-problem-hold-reason = 請填寫理由，最多 200 字。
rq-problem-unfound = 此人沒有可用來記錄的識別碼。

## 為什麼不能做
rq-why-not_under_basis = 在此目的的法律依據下沒有這項權利。
rq-why-kept_by_law = 法律要求保存。
rq-why-public_task = 為公共任務而保存。
rq-why-legal_hold = 法律程序要求目前不得刪除任何東西。
rq-why-nothing_held = 沒有持有任何資料。
rq-why-no_automated_decision = 這裡沒有自動化決定。
rq-why-not_sold = 此目的沒有出售或分享。
rq-why-no_sensitive_data = 沒有在必要範圍外使用敏感資料。
rq-why-identity_not_shown = 提出的人未證明身分。
rq-why-agent_not_authorised = 代理人未出示授權書。
rq-why-excessive = 明顯無理由或過度。
rq-why-rights_of_others = 會損害他人權利。
rq-why-nobody_known = 所給的資訊不對應任何人。

## 可閱讀的資料包
pk-title = 你的資料
pk-lead = { $brands } 在 { $date } 持有的關於你的全部資料，附來源與理由。
pk-lead-portability = 你提供給 { $brands } 的資料（{ $date }），可以帶走。
pk-contents = 目錄
pk-other = 其他資料
pk-empty = 除了用來找到你的資料外，沒有持有別的。
pk-why = 為什麼保存，依據是什麼
pk-not-now = 目前不得使用：{ $reasons }。
pk-worked-out = 我們把你歸入的群組
pk-done = 你做過的事
pk-done-empty = 沒有你做過的事的紀錄。
pk-events = 每一次
pk-events-left = { $count ->
   *[other] 這裡略去較舊的 { $count } 筆；JSON 檔案有更多。
}
pk-left-out = { $count ->
   *[other] 因數量太多，一個檔案放不下，較舊的 { $count } 筆不在任何檔案中。你可以向我們索取。
}
pk-history = 你允許了什麼，以及每次變更
pk-looks = 誰看過你的資料
pk-foot = 有不對的地方嗎？你可以要求更正、刪除、限制使用，或提出反對。這個檔案不需要連線：請存放在別人讀不到的地方。

## 保存期限
rt-title = 不得再保存的資料
rt-lead = 每天會清除一次任何目的都不得再保存的資料。這裡可以事先看到下一次會清除什麼。計算不會更改任何東西。
rt-last = 上次清除
rt-next = 下次預定
rt-events = 將移除的紀錄
rt-trimmed = 將縮減的檔案
rt-looked = 已檢視的檔案
rt-failed = 無法計算，原因見日誌。
rt-counting = 自 { $date } 起計算中。會檢視所有人，可能需要一些時間；你可以離開此頁。
rt-counted = 計算於 { $date }。
rt-not-counted = 啟動後尚未計算。
rt-count = 現在計算
rt-periods = 依目的
rt-ended = 超過期限的值

## The rail
rail-records = 處理紀錄
rail-audit = 稽核

## 稽核
audit = 稽核
au-questions = 問題
au-consents = 誰同意了
au-consents-lead = 誰在何時對某個目的、哪個文本說了什麼。人的欄位留空即查詢所有人。
au-decision = 依據為何
au-decision-lead = 某一時刻對某人是否允許：以當時的目錄與聲明重新判斷。
au-changes = 有何變更
au-changes-lead = 目錄版本與差異、請求的結果、關於許可的紀錄，以及員工代替本人所說的。
au-person-hint = 留空表示所有人。不會留在任何網址或日誌中。
au-person-now = 正在查詢 { $person }。填寫以查詢別人。
au-version = 文本版本
au-from = 從（UTC）
au-until = 至，含當日（UTC）
au-at = 時刻（UTC）
au-operation = 做了什麼
au-month = 月份（UTC）
au-month-hint = 例如 2026-05。
au-ask = 查詢
au-answer = 答案
au-consents-empty = 已檢視的檔案中沒有符合的聲明。
au-decision-missing = 請指明人、目的與時刻。
au-month-missing = 請指明月份，例如 2026-05。
au-ahead = 這個時間還沒到。請詢問現在或更早的時間。
au-no-catalog = 該時刻沒有生效的目錄。
au-permitted = 「{ $purpose }」當時允許，依據：{ $basis }。
au-denied = 「{ $purpose }」當時不允許
au-records = 當時屬於此人的檔案
au-recorded-later = { $count ->
   *[other] 有 { $count } 則聲明當時已生效但後來才記錄，因此不計。
}
au-cut-records = { $count ->
   *[other] 有 { $count } 份檔案的聲明超過 5,000 則。每份只讀取了最新的 5,000 則，因此回答可能缺少較舊的聲明。
}
au-place-later = 居住地後來才記錄，因此採用最嚴格的規則。
au-rests-on = 所依據的聲明
au-rests-on-nothing = 沒有聲明：此依據不需要。
au-place = 帳本第 { $index } 筆
au-no-place = 早於帳本
au-text = 文本
au-versions-empty = 沒有套用目錄版本。
au-version-first = 第一個版本，或沒有可比較的版本。
au-differences = { $count ->
   *[other] 與前一版有 { $count } 處差異
}
au-act-added = 新增
au-act-removed = 移除
au-act-changed = 變更
au-widens = 允許更多
au-narrows = 允許更少
au-basis-changed = 法律依據
au-cut = 實際上比這裡列出的更多。
au-ended = 已結束的請求
au-ended-empty = 沒有請求結束。
au-outcome = 結果
au-facts = 關於許可的聲明
au-facts-empty = 已檢視的檔案中沒有紀錄。
au-what = 內容
au-who = 聲明者
au-preferences = 在 { $brand } 的偏好
au-overrides = 員工或品牌代替本人所說或所做
au-overrides-count = { $count ->
    [0] 已檢視的檔案中沒有。
   *[other] 已檢視的檔案中有 { $count } 則；最多顯示 50 則。
}
au-looked = { $count ->
   *[other] 已檢視 { $count } 份檔案。
}
au-looked-all = 這是剩下的全部。
au-looked-more = 還有更多：請繼續檢視。
au-more = 繼續
au-file = 保存答案與證明（JSON）
au-file-hint = 「telos receipt verify 檔案」可檢查其中每個證明，無須詢問任何人。已刪除的人不在答案中。

## A copy on the own pages
me-copy-as-html = 下載以閱讀

## Who said it
au-said = 由{ $by }聲明（{ $method }）
au-by-person = 本人
au-by-guardian = 家長或監護人
au-by-staff = 員工
au-by-agent = 代理人
au-by-signal = 瀏覽器或裝置
au-by-controller = 品牌

## What staff did
au-deed-unmerge = 與另一檔案分開
au-deed-refuse = 拒絕請求
au-deed-extend = 延長請求時間
au-deed-lift_suppression = 重新允許已刪除的識別碼
au-deed-by = 執行者：{ $name }
