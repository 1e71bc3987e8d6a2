# コンソールの日本語の文言。
language-name = 日本語
skip = 本文へ移動
languages = 言語
sections = コンソール
leave = ログアウト
now = いま
people = 人
catalog = カタログ
parts = 部品
none = –
# Between two sentences.
gap = {""}
list-separator = 、
date = { $year }年{ $month }月{ $day }日
clock = { $time } UTC
moment = { $date } { $time }（UTC）
yes = はい
no = いいえ
nothing-given = 空

## ログイン
enter = コンソールにログイン
enter-lead = コンソールには、届いたデータと、お客様の同意の状況が表示されます。コンソールキーを持つ担当者だけが入れます。
console-key = コンソールキー
console-key-hint = Telosの運用担当者にお尋ねください。デモでは起動時に表示されます。
enter-button = ログイン
enter-wrong = コンソールキーが違います。確かめて、もう一度入力してください。
enter-slow = 短い間に誤ったキーが続きました。1分待ってから、もう一度お試しください。
notice-denied = このフォームはコンソールから送られたものではありません
notice-denied-body = 安全のため、コンソールのページから送られたフォームだけを受け付けます。何も変更していません。ページを開き直して、そこから送信してください。
notice-absent = ここには何もありません
notice-absent-body = アドレスが違うか、対象がもう存在しないようです。
notice-failed = 読み取れませんでした
notice-failed-body = 保存先から応答がありません。何も変更していません。少し待ってからお試しください。続く場合は、ログに理由があります。
back-to-now = 「いま」へ

## いま
now-lead = いま届いているものと、関門での扱いです。どの目的でも持てないものは、書き込む前に取り除かれます。
today = 今日
today-of = { $date }、UTCの0時から
today-empty = 今日はまだ何も届いていません。
kept = 保存
forgotten = 破棄
duplicate = 受信済み
rejected = 拒否
fields-left-out = 取り除いた項目
chart-today = 今日のメッセージ（送信元別）
chart-part = { $what }：{ $count }
chart-bar = { $source }：保存{ $kept }、破棄{ $forgotten }、受信済み{ $duplicate }、拒否{ $rejected }
table-behind = 数字を表で見る
source = 送信元
brand = ブランド
purpose = 目的
field = 項目
reason = 理由
times = 回数
top-reasons = 項目を取り除いた理由
top-reasons-empty = 今日取り除いた項目はありません。
live = 届いているもの
live-plain = 最新のメッセージです。新しいものを見るには更新してください。
live-on = 新しいメッセージは自動で表示されます。
live-off = 一時停止中です。新しいメッセージは表示されません。
live-lost = 接続が切れました。つなぎ直しています。
live-empty = まだメッセージがありません。届くとここに表示されます。
refresh = 更新
pause = 一時停止
resume = 再開
left-out = 取り除いたもの
outcome-kept = { $count ->
    [0] 保存した項目はありません。
   *[other] { $count }項目を保存しました。
}
outcome-left-out = { $count ->
   *[other] { $count }項目を取り除きました。
}
outcome-facts = { $count ->
   *[other] 同意の記録が{ $count }件ありました。
}
outcome-new = 初めての人です。
outcome-linked = 2つの記録が同じ人だとわかりました。
outcome-fields = どの項目か、なぜか
outcome-forgotten = どの目的でも持てない内容のため、数だけ数えて破棄しました。
outcome-duplicate = 受信済みのメッセージです。何も変わっていません。
outcome-rejected = 読み取れませんでした：
held-for = { $purposes }のため
the-event-itself = イベントそのもの
segment-entered = 加入
segment-left = 離脱
open-person = この人を開く

## 人
people-lead = どの目的で見るのかを選んで、1人を探します。その目的で見てよいものだけが表示されます。
people-absent = この識別子を持つ人はいません。
people-find = この人を表示
people-other = 別の人を探す
identifier-kind = 識別子の種類
identifier-value = 識別子
identifier-hint = 本人が伝えたとおりに入力してください。アドレスやログには残りません。
identifier-wrong = この種類の識別子として正しくありません。
identifier-missing = 識別子を入力してください。
purpose-wrong = どの目的で見るのかを選んでください。
purpose-why = どの目的で見ますか
purpose-hint = 目的を選ばないと、何も表示されません。
purpose-looking = いま見ている目的
purpose-look = この目的で見る
choose = 目的を選択
person = 人
person-back = この人に戻る
person-denied = この目的では、この人の情報を見られません
purpose-missing = 先に目的を選んでください
purpose-missing-body = 人に関するデータは、目的があるときだけ表示されます。上で目的を選んでください。
ground = 見てよい理由
ground-because = 「{ $purpose }」（{ $brand }）の根拠が{ $basis }であるため、表示しています。
ground-facts = { $count ->
   *[other] 本人の意思の記録{ $count }件に基づきます。
}
ground-until = 本人から新しい意思表示がなければ、{ $until }まで有効です。
ground-until-news = 本人から別の意思表示があるまで有効です。
ground-retention = { $days ->
   *[other] データの保存期間は{ $days }日です。
}
ground-categories = データの種類：{ $categories }
traits = わかっていること
traits-empty = この目的で見てよいものはありません。
not-valid = 無効
as-sent = 届いたままの値：{ $value }
badge-purposes = { $count ->
   *[other] { $count }つの目的で閲覧可
}
provenance = { $source }から、{ $date }、目的：{ $purposes }
computed = 計算した値
computed-empty = この目的で見てよい計算値はありません。
behaviour = この人の行動
behaviour-empty = この目的で見てよいものはありません。
measured = 内容
sum = 合計
first = 最初
last = 最後
identifiers = 識別子
identifiers-empty = この目的で見てよいものはありません。
seen-between = 最初の確認は{ $first }、最後は{ $last }
segments = セグメント
segments-empty = この目的のセグメントには入っていません。
since = { $date }から
groups = グループ
consents = 目的ごとの同意
consents-empty = 同意を求める目的はありません。
state = 状態
withheld = 表示していないものと理由
withheld-lead = わかっていても、選んだ目的では表示しないものです。
withheld-empty = 表示していないものはありません。
withheld-category = この目的では扱わない種類のデータです
withheld-others = { $purposes }のためだけに集めたものです
why-one = 1人と判断した理由
why-one-single = すべて1つの記録から来ています。つなげたものはありません。
why-one-lead = { $count ->
   *[other] { $count }つの記録を同じ人と判断しました。理由は次のとおりです。
}
node-since = { $date }から
node-kind = { $kind }：{ $count }
edge-pair = { $a }と{ $b }：
edge-together = { $a }と{ $b }が1つのメッセージに入っていました。
edge-alias = 同じ人だと伝えるメッセージがありました。
edge-staff = 担当者が同じ人だと確認しました。
severed = { $count ->
   *[other] { $count }組を切り離しました。再びつながることはありません。
}
graph-label = 記録{ $nodes }件、つながり{ $edges }件
graph-edge = { $a }と{ $b }
timeline = これまでの出来事
timeline-empty = この目的で見てよい出来事はありません。
timeline-more = 前の出来事を見る
left-out-count = { $count ->
   *[other] { $count }項目を取り除きました
}

## カタログ
catalog-lead = いま有効な方針です。何を、何のために、どの根拠で集めるかを示します。
catalog-version = 第{ $number }版、{ $date }に適用
catalog-parts = カタログの構成
brands = ブランド
purposes = 目的
sources = 送信元
data = イベントと項目
jurisdictions = 法域
history = 版の履歴
empty-list = カタログに宣言がありません。
name = カタログでの名前
established = 拠点
purpose-version = 第{ $version }版
mark-marketing = 販売促進
mark-sells = データの販売・共有あり
mark-necessary = 必須
mark-profiling = 自動的な判断
mark-channel-consent = 連絡手段ごとに同意が必要
categories = データの種類
operations = してよいこと
recipients = 渡してよい相手
nobody = なし
retention = 保存期間
retention-none = 本人の記録がある間
days = { $days ->
   *[other] { $days }日
}
bases = 法的根拠
bases-count = { $count ->
    [0] 法的根拠がないため、どこでも認められません
   *[other] { $count }法域での法的根拠
}
jurisdiction = 法域
basis = 根拠
rules = 条件
citation = 条文
rule-explicit = 明示の同意
rule-separate = 個別に確認
rule-double-opt-in = 二段階で確認
rule-age = { $days ->
   *[other] { $days }日後に再確認
}
channel = 経路
collects-for = 集める目的
rate = 上限
rate-value = { $count ->
   *[other] 毎秒{ $count }件
}
rate-none = 個別の上限なし
data-traits = 属性
data-context = 状況の情報
data-group = グループの属性
data-event = イベント：{ $name }
event-category = 起きた事実の種類：{ $category }
fields-empty = 固有の項目はありません。
type = 型
type-list = （複数）
category = データの種類
notes = 補足
note-required = 必須
note-identifier = 本人を特定
note-measure = 日ごとに合計
note-raw = 届いたままの値も保存
segment-for = 目的：{ $purpose }（{ $brand }）
pack-strictest = ほかにわからないとき
model-opt-in = 任意のものは同意があるときだけ
model-opt-out = 拒否されるまで可
law = 法律
places = 適用される場所
places-none = ほかの規則がわからない場所すべて
child-age = 子ども
child-age-value = { $age }歳未満
answer-within = 請求への回答期限
request-months = { $count ->
   *[other] { $count }か月以内
}
request-days = { $count ->
   *[other] { $count }日以内
}
request-business-days = { $count ->
   *[other] { $count }営業日以内
}
request-promptly = 期限の定めなし（遅滞なく）
demands = 求められること
demand-sale-own-yes = 一定の年齢からは、子ども自身がデータの販売に同意するかを決める
demand-sensitive-explicit = 要配慮の情報には明示の同意
demand-sensitive-separate = 要配慮の情報には個別の同意
demand-disclosure-separate = 第三者への提供には個別の同意
demand-gpc = Global Privacy Controlは販売の拒否とみなす
demand-sale = 販売と共有を拒否できる
demand-sale-two-steps = 一度拒否した後の販売への同意は二段階
demand-limit = 要配慮の情報の利用を制限できる
reviewed = 確認者
version = 版
applied = 適用日時
hash = 指紋（ハッシュ）

## 部品
parts-lead = ページを作る部品と見本のデータです。開発中だけ表示されます。
parts-pages = 見本データのページ
parts-badge = バッジと出どころ
parts-field = 入力欄とボタン
parts-chart = グラフ
parts-table = 空の表
parts-graph = 識別子のつながり
parts-timeline = これまでの出来事
parts-toast = 読む人へのお知らせ

## 判断の理由
reason-purpose_unknown = 目的がカタログにありません
reason-category_unknown = データの種類がカタログにありません
reason-recipient_unknown = 渡す相手がカタログにありません
reason-jurisdiction_unknown = 本人のいる場所の規則がわかりません
reason-channel_unknown = 連絡手段がカタログにありません
reason-topic_unknown = 話題がカタログにありません
reason-erased = 本人の情報は消去されました
reason-restricted = 本人がデータの利用を制限しています
reason-child_without_guardian = 子どもで、保護者の同意がありません
reason-category_not_declared = この目的では扱わない種類のデータです
reason-recipient_not_declared = この目的ではこの相手に渡せません
reason-operation_not_declared = この目的ではこの使い方はできません
reason-channel_not_declared = この目的ではこの連絡手段を使いません
reason-no_basis = 本人のいる場所に法的根拠がありません
reason-consent_unknown = 同意が必要ですが、まだ確認していません
reason-consent_requested = 同意を求めましたが、まだ回答がありません
reason-consent_pending = 本人の確認を待っています
reason-consent_denied = 本人が同意しませんでした
reason-consent_withdrawn = 本人が同意を取り消しました
reason-consent_revoked = ブランドが同意を取り消しました
reason-consent_expired = 同意が古くなりました
reason-consent_invalidated = いまの文面への同意ではありません
reason-consent_not_explicit = 明示の同意が必要です
reason-consent_not_separate = 個別の同意が必要です
reason-objected = 本人が異議を申し立てました
reason-sale_opted_out = 本人が販売と共有を拒否しました
reason-global_privacy_control = ブラウザがGlobal Privacy Controlを送っています
reason-sensitive_limited = 本人が要配慮の情報の利用を制限しました
reason-channel_consent_missing = この連絡手段には別の同意が必要です
reason-channel_unwanted = 本人がこの連絡手段を望んでいません
reason-topic_unwanted = 本人がこの話題を望んでいません
reason-frequency_reached = 本人がこれ以上の連絡を望んでいません
reason-quiet_hours = 本人の連絡不可の時間帯です
reason-no_purpose = この種類のデータを扱う目的が送信元にありません

## 値の問題
problem-undeclared_trait = カタログにない属性です
problem-undeclared_property = イベントに宣言のない項目です
problem-undeclared_context = カタログにない状況の情報です
problem-wrong_type = 値の型が違います
problem-too_large = 値が長すぎます
problem-blocked_identifier = 誰も特定しない値です
problem-undeclared_identifier = カタログにない種類の識別子です
problem-invalid_identifier = この種類の値として正しくありません
problem-unknown_consent_category = この同意区分にあたる目的がありません
problem-future_clock = 時計が進んでいたため、受信時刻を使いました

## 同意の状態
state-unknown = 未確認
state-requested = 確認中
state-pending = 本人の確認待ち
state-granted = 同意
state-denied = 不同意
state-withdrawn = 撤回
state-revoked = 取り消し
state-expired = 期限切れ
state-invalidated = 無効

## 法的根拠
basis-consent = 本人の同意
basis-contract = 本人との契約
basis-legal_obligation = 法律上の義務
basis-vital_interests = 生命に関わる利益
basis-public_task = 公共の任務
basis-legitimate_interests = ブランドの利益（本人は異議を申し立てられます）
basis-opt_out = 通知（本人が拒否するまで）

## 呼び出し
call-identify = 本人情報
call-track = イベント
call-page = ページの閲覧
call-screen = 画面の閲覧
call-group = グループ
call-alias = 同じ人
call-consent = 同意

## 送信元の経路
channel-web = ウェブ
channel-app = アプリ
channel-store = 店舗のレジ
channel-phone = 電話
channel-email = メール
channel-server = サーバー
channel-import = ファイル
channel-choices = 設定ページとフォーム

## 識別子の種類
identifier-user_id = お客様番号
identifier-email = メール
identifier-phone = 電話
identifier-anonymous_id = ブラウザ
identifier-device_id = 端末
identifier-loyalty_id = 会員カード
identifier-customer_id = 他のシステムの番号

## 操作
operation-collect = 収集
operation-merge = 記録の結合
operation-read = 表示
operation-query = 集計
operation-segment = セグメント分け
operation-train = モデルの学習
operation-send = 送信
operation-replay = 再処理

## 項目の型
type-text = 文字
type-number = 数値
type-boolean = はい・いいえ
type-time = 日付・時刻
type-email = メール
type-phone = 電話番号
type-country = 国
type-region = 地域
type-city = 市区町村
type-name = 氏名
type-postal_code = 郵便番号
type-ip = ネットワークアドレス
type-locale = 言語と地域
type-note = 個人データを伏せた自由記述

## メッセージを拒否した理由
rejection-other = その他の誤りです
rejection-source_unknown = 送信元がわかりません
rejection-message_not_object = メッセージがオブジェクトではありません
rejection-type_unknown = メッセージの種類がわかりません
rejection-message_id_invalid = メッセージIDが正しくありません
rejection-timestamp_ancient = 時刻が古すぎます
rejection-timestamp_invalid = 時刻が正しくありません
rejection-event_missing = イベント名がありません
rejection-event_unknown = カタログにないイベントです
rejection-property_required = 必須の項目がありません
rejection-group_missing = グループがありません
rejection-previous_id_missing = 以前の識別子がありません
rejection-identifier_unusable = 使える識別子がありません
rejection-identifier_missing = 識別子がありません
rejection-identifiers_too_many = 識別子が多すぎます
rejection-statements_too_many = 同意に関する記述が多すぎます
rejection-consent_empty = 同意の内容が空です
rejection-text_version_unknown = この版の文面はありません
rejection-actor_unknown = 誰の意思表示かわかりません
rejection-detail_too_long = 詳細が長すぎます
rejection-purpose_unknown = 目的がカタログにありません
rejection-channel_unknown = 連絡手段がカタログにありません
rejection-topic_unknown = 話題がカタログにありません
rejection-preference_invalid = 希望の内容が正しくありません
rejection-consent_not_list = 同意がリストではありません
rejection-flag_not_boolean = 印が「はい」でも「いいえ」でもありません
rejection-act_unknown = 同意に対する操作がわかりません
rejection-flag_unknown = この印はありません
rejection-message_too_large = メッセージが大きすぎます
rejection-json_syntax = JSONの書き方が正しくありません
rejection-json_duplicate_key = 同じ名前が2回あります
rejection-json_too_deep = 入れ子が深すぎます
rejection-json_too_many_items = 要素が多すぎます
rejection-json_number = 数値が範囲外です
rejection-json_utf8 = 正しいUTF-8ではありません
rejection-permissions_full = この人の同意の記録が多すぎます
rejection-batch_too_long = まとめて送られたメッセージが多すぎます
rejection-message_type_mismatch = 送り先とメッセージの種類が合いません
rejection-message_malformed = メッセージの形式が正しくありません
rejection-write_key_mismatch = 別の書き込みキーが入っています
rejection-json_empty = JSONがありません
rejection-json_not_utf8 = 正しいUTF-8ではありません
rejection-json_truncated = JSONが途中で終わっています
rejection-json_trailing = JSONの後に余分なものがあります
rejection-json_bad_string = 文字列の書き方が正しくありません
rejection-json_bad_number = 数値の書き方が正しくありません
rejection-json_not_finite = 数値が大きすぎます
rejection-actor_not_trusted = このキーでは他の人の意思表示を伝えられません
rejection-age_invalid = 年齢または生年月日が正しくありません
rejection-detail_not_text = 意思表示の方法・証拠・言語がテキストではありません
rejection-statement_member_unknown = 意思表示に不明な項目があります
