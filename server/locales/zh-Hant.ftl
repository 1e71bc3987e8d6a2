# 主控台的繁體中文用語。
language-name = 繁體中文
skip = 跳到主要內容
languages = 語言
sections = 主控台
leave = 登出
now = 現在
people = 人
catalog = 目錄
parts = 元件
none = –
# Between two sentences.
gap = {""}
list-separator = 、
date = { $year } 年 { $month } 月 { $day } 日
clock = { $time } UTC
moment = { $date } { $time }（UTC）
yes = 是
no = 否
nothing-given = 空白

## 登入
enter = 登入主控台
enter-lead = 主控台顯示收到了什麼，以及每個人允許了什麼。只有持有主控台金鑰的同仁可以進入。
console-key = 主控台金鑰
console-key-hint = 請向負責 Telos 的同仁索取。示範版會在啟動時顯示。
enter-button = 登入
enter-wrong = 主控台金鑰不正確。請確認後再試一次。
enter-slow = 短時間內輸入了太多次錯誤的金鑰。請等一分鐘再試。
notice-denied = 這張表單不是從主控台送出的
notice-denied-body = 為了保護你，只接受從主控台頁面送出的表單。沒有任何變更。請重新開啟頁面，再從那裡送出。
notice-absent = 這裡什麼都沒有
notice-absent-body = 網址可能有誤，或是對象已經不存在。
notice-failed = 無法讀取
notice-failed-body = 儲存系統沒有回應。沒有任何變更。請稍後再試；若持續發生，原因會寫在記錄檔中。
back-to-now = 前往「現在」

## 現在
now-lead = 正在收到的資料，以及閘門如何處理。沒有任何目的可以持有的內容，會在寫入之前就排除。
today = 今天
today-of = { $date }，自 UTC 零時起
today-empty = 今天還沒有收到任何資料。
kept = 保留
forgotten = 捨棄
duplicate = 已收過
rejected = 拒收
fields-left-out = 排除的欄位
chart-today = 今天的訊息（依來源）
chart-part = { $what }：{ $count }
chart-bar = { $source }：保留 { $kept }、捨棄 { $forgotten }、已收過 { $duplicate }、拒收 { $rejected }
table-behind = 以表格顯示數字
source = 來源
brand = 品牌
purpose = 目的
field = 欄位
reason = 原因
times = 次數
top-reasons = 欄位被排除的原因
top-reasons-empty = 今天沒有排除任何欄位。
live = 正在收到
live-plain = 最近的訊息。重新整理即可看到更新的訊息。
live-on = 新訊息會自動出現在這裡。
live-off = 已暫停，不會顯示新訊息。
live-lost = 連線中斷，正在重試。
live-empty = 還沒有訊息。一有來源送出，就會出現在這裡。
refresh = 重新整理
pause = 暫停
resume = 繼續
left-out = 排除的內容
outcome-kept = { $count ->
    [0] 沒有保留任何欄位。
   *[other] 保留了 { $count } 個欄位。
}
outcome-left-out = { $count ->
   *[other] 排除了 { $count } 個。
}
outcome-facts = { $count ->
   *[other] 帶來 { $count } 筆同意紀錄。
}
outcome-new = 這是新的人。
outcome-linked = 由此得知兩筆資料是同一個人。
outcome-fields = 哪些欄位，以及原因
outcome-forgotten = 沒有任何目的可以持有其中的內容，因此只計數，不保留。
outcome-duplicate = 這則訊息之前收過了，沒有任何變更。
outcome-rejected = 無法理解：
held-for = 用於{ $purposes }
the-event-itself = 事件本身
segment-entered = 進入
segment-left = 離開
open-person = 開啟這個人

## 人
people-lead = 找出一個人，並說明是為了哪個目的查看。只會顯示該目的可以看到的內容。
people-absent = 這裡沒有人使用這個識別碼。
people-find = 顯示這個人
people-other = 查找其他人
identifier-kind = 識別碼種類
identifier-value = 識別碼
identifier-hint = 請照本人提供的方式填寫。不會留在任何網址或記錄檔中。
identifier-wrong = 這不是該種類的有效識別碼。
identifier-missing = 請填寫識別碼。
purpose-wrong = 請選擇查看的目的。
purpose-why = 你是為了哪個目的查看？
purpose-hint = 沒有選擇目的，就不會顯示任何內容。
purpose-looking = 你查看的目的
purpose-look = 以這個目的查看
choose = 選擇目的
person = 人
person-back = 回到這個人
person-denied = 這個目的不能查看這個人
purpose-missing = 請先選擇目的
purpose-missing-body = 個人資料只會為了某個目的而顯示。請在上方選擇你的目的。
ground = 你為什麼可以看到
ground-because = 你可以看到這些，因為「{ $purpose }」（{ $brand }）的依據是{ $basis }。
ground-facts = { $count ->
   *[other] 有 { $count } 筆本人的同意紀錄為憑。
}
ground-until = 如果本人沒有新的表示，有效至 { $until }。
ground-until-news = 在本人另作表示之前有效。
ground-retention = { $days ->
   *[other] 資料可保存 { $days } 天。
}
ground-categories = 資料種類：{ $categories }
traits = 已知的資料
traits-empty = 沒有這個目的可以看到的內容。
not-valid = 無效
as-sent = 原始輸入：{ $value }
badge-purposes = { $count ->
   *[other] { $count } 個目的可以查看
}
provenance = 來自{ $source }，{ $date }，用於{ $purposes }
computed = 計算得出
computed-empty = 沒有這個目的可以看到的計算結果。
behaviour = 這個人做過的事
behaviour-empty = 沒有這個目的可以看到的內容。
measured = 項目
sum = 合計
first = 最早
last = 最近
identifiers = 識別碼
identifiers-empty = 沒有這個目的可以看到的識別碼。
seen-between = 首次出現於 { $first }，最近一次 { $last }
segments = 分群
segments-empty = 不在這個目的的任何分群中。
since = 自 { $date } 起
groups = 群組
consents = 各目的的同意
consents-empty = 這裡沒有需要同意的目的。
state = 狀態
withheld = 沒有顯示的內容及原因
withheld-lead = 這些資料已知，但不為你選的目的顯示。
withheld-empty = 沒有隱藏任何內容。
withheld-category = 這個目的不使用這類資料
withheld-others = 只為{ $purposes }而蒐集
why-one = 為什麼認定是同一個人
why-one-single = 全部來自同一筆資料，不需要連結。
why-one-lead = { $count ->
   *[other] { $count } 筆資料被認定為同一個人，原因如下：
}
node-since = 自 { $date } 起
node-kind = { $kind }：{ $count }
edge-pair = { $a } 與 { $b }：
edge-together = { $a }與{ $b }出現在同一則訊息中。
edge-alias = 有訊息指出兩者是同一個人。
edge-staff = 同仁確認兩者是同一個人。
severed = { $count ->
   *[other] 有 { $count } 組已拆開，不會再連結。
}
graph-label = { $nodes } 筆資料，{ $edges } 個連結
graph-edge = { $a } 與 { $b }
timeline = 時間軸
timeline-empty = 沒有這個目的可以看到的事件。
timeline-more = 顯示更早的
left-out-count = { $count ->
   *[other] 排除了 { $count } 個欄位
}

## 目錄
catalog-lead = 目前生效的政策：蒐集什麼、為了什麼、依據為何。
catalog-version = 第 { $number } 版，{ $date } 套用
catalog-parts = 目錄的各部分
brands = 品牌
purposes = 目的
sources = 來源
data = 事件與欄位
jurisdictions = 法域
history = 版本
empty-list = 目錄中沒有宣告。
name = 目錄中的名稱
established = 設立於
purpose-version = 第 { $version } 版
mark-marketing = 行銷
mark-sells = 會出售或分享資料
mark-necessary = 必要
mark-profiling = 自動化決定
mark-channel-consent = 每個管道需另外同意
categories = 資料種類
operations = 可以做的事
recipients = 可以提供給誰
nobody = 無
retention = 保存期間
retention-none = 只要還有這個人的資料
days = { $days ->
   *[other] { $days } 天
}
bases = 法律依據
bases-count = { $count ->
    [0] 沒有法律依據，任何地方都不允許
   *[other] { $count } 個法域的法律依據
}
jurisdiction = 法域
basis = 依據
rules = 規則
citation = 法條
rule-explicit = 明確同意
rule-separate = 個別詢問
rule-double-opt-in = 兩次確認
rule-age = { $days ->
   *[other] { $days } 天後重新詢問
}
channel = 管道
collects-for = 蒐集目的
rate = 上限
rate-value = { $count ->
   *[other] 每秒 { $count } 個事件
}
rate-none = 沒有個別上限
data-traits = 屬性
data-context = 情境資料
data-group = 群組屬性
data-event = 事件：{ $name }
event-category = 事件發生這件事屬於：{ $category }
fields-empty = 沒有專屬的欄位。
type = 型別
type-list = （多個）
category = 資料種類
notes = 備註
note-required = 必填
note-identifier = 可識別本人
note-measure = 按日加總
note-raw = 另存原始輸入
segment-for = 用於{ $purpose }（{ $brand }）
pack-strictest = 其他情況不明時
model-opt-in = 非必要的事需先同意
model-opt-out = 在拒絕之前允許
law = 法律
places = 適用地區
places-none = 所有不知道其他規則的地方
child-age = 兒童
child-age-value = 未滿 { $age } 歲
answer-within = 回覆請求的期限
request-months = { $count ->
   *[other] { $count } 個月內
}
request-days = { $count ->
   *[other] { $count } 天內
}
request-business-days = { $count ->
   *[other] { $count } 個工作日內
}
request-promptly = 未訂期限，不得延遲
demands = 要求
demand-sale-own-yes = 達到一定年齡的兒童自己決定資料可否出售
demand-sensitive-explicit = 敏感資料需要明確同意
demand-sensitive-separate = 敏感資料需要個別同意
demand-disclosure-separate = 提供給他人需要個別同意
demand-gpc = Global Privacy Control 視為拒絕出售
demand-sale = 可以拒絕出售與分享
demand-sale-two-steps = 拒絕之後再同意出售需要兩步
demand-limit = 可以限制敏感資料的使用
reviewed = 審閱者
version = 版本
applied = 套用時間
hash = 指紋

## 元件
parts-lead = 組成頁面的元件與範例資料。只在開發時顯示。
parts-pages = 使用範例資料的完整頁面
parts-badge = 標籤與資料出處
parts-field = 欄位與按鈕
parts-chart = 圖表
parts-table = 空白表格
parts-graph = 識別碼關係圖
parts-timeline = 時間軸
parts-toast = 給讀者的訊息

## 決定的原因
reason-purpose_unknown = 目錄中沒有這個目的
reason-category_unknown = 目錄中沒有這類資料
reason-recipient_unknown = 目錄中沒有這個接收者
reason-jurisdiction_unknown = 不知道本人所在地的規則
reason-channel_unknown = 目錄中沒有這個管道
reason-topic_unknown = 目錄中沒有這個主題
reason-erased = 本人的資料已刪除
reason-restricted = 本人限制了資料的使用
reason-child_without_guardian = 本人是兒童，且沒有監護人同意
reason-category_not_declared = 這個目的不使用這類資料
reason-recipient_not_declared = 這個目的沒有列出這個接收者
reason-operation_not_declared = 這個目的不允許這種用途
reason-channel_not_declared = 這個目的不使用這個管道
reason-no_basis = 本人所在地沒有法律依據
reason-consent_unknown = 需要同意，但尚未詢問本人
reason-consent_requested = 已詢問本人，尚未回覆
reason-consent_pending = 本人尚未確認同意
reason-consent_denied = 本人不同意
reason-consent_withdrawn = 本人撤回了同意
reason-consent_revoked = 品牌撤銷了同意
reason-consent_expired = 同意的時間太久了
reason-consent_invalidated = 同意的不是目前的內容
reason-consent_not_explicit = 需要明確同意
reason-consent_not_separate = 需要個別同意
reason-objected = 本人提出反對
reason-sale_opted_out = 本人拒絕出售與分享
reason-global_privacy_control = 瀏覽器送出 Global Privacy Control
reason-sensitive_limited = 本人限制了敏感資料的使用
reason-channel_consent_missing = 這個管道需要另外同意
reason-channel_unwanted = 本人不想使用這個管道
reason-topic_unwanted = 本人不想收到這個主題
reason-frequency_reached = 本人目前不想再收到訊息
reason-quiet_hours = 現在是本人的勿擾時間
reason-no_purpose = 這個來源沒有任何目的使用這類資料

## 值的問題
problem-undeclared_trait = 目錄沒有宣告這個屬性
problem-undeclared_property = 事件沒有宣告這個欄位
problem-undeclared_context = 目錄沒有宣告這個情境欄位
problem-wrong_type = 值的型別不對
problem-too_large = 值太長
problem-blocked_identifier = 這個值無法識別任何人
problem-undeclared_identifier = 目錄沒有宣告這種識別碼
problem-invalid_identifier = 不是該種類的有效值
problem-unknown_consent_category = 沒有目的對應這個同意類別
problem-future_clock = 時鐘過快，改用收到的時間

## 同意的狀態
state-unknown = 未詢問
state-requested = 已詢問
state-pending = 待確認
state-granted = 同意
state-denied = 不同意
state-withdrawn = 已撤回
state-revoked = 已撤銷
state-expired = 已過期
state-invalidated = 無效

## 法律依據
basis-consent = 本人的同意
basis-contract = 與本人的契約
basis-legal_obligation = 法律義務
basis-vital_interests = 重大生命利益
basis-public_task = 公共任務
basis-legitimate_interests = 品牌的利益（本人可以反對）
basis-opt_out = 告知（直到本人拒絕）

## 呼叫
call-identify = 身分資料
call-track = 事件
call-page = 瀏覽網頁
call-screen = 瀏覽畫面
call-group = 群組
call-alias = 同一個人
call-consent = 同意

## 來源的管道
channel-web = 網站
channel-app = App
channel-store = 門市收銀
channel-phone = 電話
channel-email = 電子郵件
channel-server = 伺服器
channel-import = 檔案
channel-choices = 設定頁面和表單

## 識別碼種類
identifier-user_id = 客戶編號
identifier-email = 電子郵件
identifier-phone = 電話
identifier-anonymous_id = 瀏覽器
identifier-device_id = 裝置
identifier-loyalty_id = 會員卡
identifier-customer_id = 其他系統的編號

## 操作
operation-collect = 蒐集
operation-merge = 連結資料
operation-read = 顯示
operation-query = 統計
operation-segment = 分群
operation-train = 訓練模型
operation-send = 傳送
operation-replay = 重新處理

## 欄位型別
type-text = 文字
type-number = 數字
type-boolean = 是或否
type-time = 日期或時間
type-email = 電子郵件
type-phone = 電話號碼
type-country = 國家
type-region = 地區
type-city = 城市
type-name = 姓名
type-postal_code = 郵遞區號
type-ip = 網路位址
type-locale = 語言與地區
type-note = 已標記個人資料的自由文字

## 訊息被拒收的原因
rejection-other = 其他錯誤
rejection-source_unknown = 不認識這個來源
rejection-message_not_object = 訊息不是物件
rejection-type_unknown = 不認識這種訊息
rejection-message_id_invalid = 訊息編號無效
rejection-timestamp_ancient = 時間太久遠
rejection-timestamp_invalid = 時間無效
rejection-event_missing = 事件沒有名稱
rejection-event_unknown = 目錄沒有宣告這個事件
rejection-property_required = 缺少必填的欄位
rejection-group_missing = 缺少群組
rejection-previous_id_missing = 缺少先前的身分
rejection-identifier_unusable = 沒有可用的識別碼
rejection-identifier_missing = 缺少識別碼
rejection-identifiers_too_many = 識別碼太多
rejection-statements_too_many = 同意的陳述太多
rejection-consent_empty = 同意的內容是空的
rejection-text_version_unknown = 不認識這個版本的文字
rejection-actor_unknown = 不知道是誰表示的
rejection-detail_too_long = 說明太長
rejection-purpose_unknown = 目錄中沒有這個目的
rejection-channel_unknown = 目錄中沒有這個管道
rejection-topic_unknown = 目錄中沒有這個主題
rejection-preference_invalid = 偏好無效
rejection-consent_not_list = 同意不是清單
rejection-flag_not_boolean = 標記既不是「是」也不是「否」
rejection-act_unknown = 不知道對同意做了什麼
rejection-flag_unknown = 不認識這個標記
rejection-message_too_large = 訊息太大
rejection-json_syntax = JSON 格式錯誤
rejection-json_duplicate_key = 同一個名稱出現兩次
rejection-json_too_deep = 巢狀太深
rejection-json_too_many_items = 內容項目太多
rejection-json_number = 數字超出範圍
rejection-json_utf8 = 不是有效的 UTF-8
rejection-permissions_full = 這個人的同意紀錄太多
rejection-batch_too_long = 一批的訊息太多
rejection-message_type_mismatch = 訊息的種類與網址不符
rejection-message_malformed = 訊息格式錯誤
rejection-write_key_mismatch = 訊息帶有另一個寫入金鑰
rejection-json_empty = 沒有 JSON
rejection-json_not_utf8 = 不是有效的 UTF-8
rejection-json_truncated = JSON 不完整
rejection-json_trailing = JSON 後面有多餘的內容
rejection-json_bad_string = 字串格式錯誤
rejection-json_bad_number = 數字格式錯誤
rejection-json_not_finite = 數字太大
rejection-actor_not_trusted = 此金鑰不能代表他人聲明
rejection-age_invalid = 年齡或出生日期無效
rejection-detail_not_text = 聲明的方式、證據或語言不是文字
rejection-statement_member_unknown = 聲明中有未知的項目
