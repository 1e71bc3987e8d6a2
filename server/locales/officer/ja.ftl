# プライバシー責任者のページの言葉：請求、データ一式、保存期間、監査。
me-looked-request = あなたの請求

## 請求の一覧
requests = 請求
rq-lead = 権利にもとづく請求です。期限の近いものから並びます。
rq-take = 請求を受け付ける
rq-right = 権利
rq-any = すべて
rq-show = 表示
rq-all-brands = すべてのブランド
rq-empty = 対応中の請求はありません。請求があると、期限とともにここに表示されます。
rq-empty-narrowed = 条件に合う請求はありません。
rq-empty-so-far = ここまでには見つかりませんでした。続きがあります。
rq-more = 続きを表示
rq-due-on = 回答期限：{ $date }
rq-came-on = 受付：{ $date }
rq-ended-on = 終了：{ $date }
rq-waits-for = 回答待ち：{ $systems }
rq-back = 請求の一覧
rq-mark-late = { $days ->
   *[other] { $days }日遅れ
}
rq-mark-late-today = 今日から遅れ
rq-mark-today = 残り1日未満
rq-mark-soon = { $days ->
   *[other] 残り{ $days }日：期限間近
}
rq-mark-in-time = { $days ->
   *[other] 残り{ $days }日
}
rq-mark-closed = 終了
rq-mark-was-in-time = 期限内に回答
rq-mark-was-late = 期限後に回答
rq-right-information = 知らされること
rq-right-access = データの開示
rq-right-rectification = データの訂正
rq-right-erasure = 消去
rq-right-restriction = 利用の制限
rq-right-portability = データの持ち出し
rq-right-objection = 異議
rq-right-automated-decision = 自動的な判断を人が見直すこと
rq-right-sale-opt-out = 販売や共有の拒否
rq-right-limit-sensitive = 機微なデータを必要な範囲に限ること
rq-state-open = 対応中すべて
rq-state-received = 本人確認待ち
rq-state-identified = 開始できます
rq-state-working = 対応中
rq-state-ended = 終了
rq-state-completed = 完了
rq-state-refused = 拒否
rq-state-cancelled = 取り下げ
rq-state-erased = 本人を消去済み

## 請求の受付
rq-take-lead = 手紙、電話、店頭での請求を受け付けます。同じ権利の請求が対応中なら、それに加わります。
rq-right-asked = 何を請求していますか
rq-right-missing = 請求の内容を選んでください。
rq-choose = 権利を選ぶ
rq-asker = 誰からの請求ですか
rq-asks-person = 本人
rq-asks-staff = 本人に代わるスタッフ
rq-asks-agent = 本人が委任した人
rq-asks-opendsr = ほかの管理者（OpenDSR）
rq-agent = 代理人の名前
rq-agent-hint = 代理人からの請求の場合だけ。
rq-agent-missing = 代理人の名前を入力してください。
rq-mandate-seen = 委任状を確認しました
rq-take-button = 受け付ける

## 個々の請求
rq-next-received = 次は本人確認です。それまでは何も渡さず、何も変えません。
rq-next-identified = 次は開始です。目的ごとの結果は下にあります。
rq-next-working = 対応中です。すべてのシステムが完了を知らせると終わります。
rq-next-completed = できることはすべて終わりました。
rq-next-cancelled = 請求した人が取り下げました。
rq-who = 請求した人
rq-no-mandate = 委任状が未確認
rq-not-shown = 本人確認がまだ
rq-required-named = 名乗るだけで足ります。
rq-required-reached = 確認方法は1つで足ります。
rq-required-strong = 2つの方法か、公的な身分証が必要です。
rq-assurance-named = 名乗り
rq-assurance-reached = 連絡で確認
rq-assurance-strong = 強い確認
rq-shown = { $date }：{ $ways }
rq-checks = たった今どの方法で確認しましたか
rq-checks-hint = この1時間以内にご自身で確かめたものだけを選んでください。
rq-check-code-by-email = メールのコード
rq-check-code-by-sms = SMSのコード
rq-check-signed-in = 本人のアカウントへのログイン
rq-check-questions = 本人しか答えられない質問
rq-check-document = 公的な身分証
rq-check-controller = ほかの管理者による確認
rq-identify = 確認を記録する
rq-cancel = 取り下げる
rq-cancel-hint = 請求した人がそう言った場合だけ。同じことを請求しているほかの人の分は残ります。
rq-parts = 結果
rq-foreseen = 現時点の見込みです。開始するときにもう一度判断します。
rq-parts-empty = どの目的でも何も保持していません。
rq-can = できます
rq-done = 完了
rq-cannot = できません
rq-begin = 開始する
rq-begin-hint = データを持つほかのシステムを指定してください。すべてが完了を知らせるまで、請求は完了しません。
rq-systems-known = これらの目的の提供先
rq-systems-others = ほかのシステム
rq-systems-hint = 1行に1つ、64文字まで。
rq-systems = データを持つシステム
rq-here = このシステム
rq-reply = 回答を記録する
rq-reply-none = まだ回答なし
rq-reply-waiting = 待ち
rq-reply-done = 完了の知らせあり
rq-reply-failed = 失敗
rq-reply-is-done = 完了した
rq-reply-code = 失敗の場合：短いコード
rq-reply-code-hint = 例：「timeout」。個人データは書かないでください。
rq-reply-is-failed = 失敗した
rq-advance = 進める
rq-advance-hint = 今ここでできることを行います。
rq-deadline = 期限
rq-due = 回答期限
rq-came = 受付
rq-rule = 法律が定める期間
rq-counted = 数え方
rq-counted-in = { $zone }の暦で数えます。受付の日は含みません
rq-hours = { $count ->
   *[other] { $count }時間
}
rq-acknowledge = 受領連絡の期限
rq-extended = 延長した日時
rq-extendable = 法律が認める延長
rq-delay-complex = 手間のかかる請求のため
rq-delay-many = 請求が集中したため
rq-others = そのほかの手続き
rq-extend = 延長する
rq-extend-hint = 最初の期限より前に1回だけ。理由とともに、今すぐ本人に知らせる必要があります。
rq-refuse = すべて拒否する
rq-refuse-hint = 理由と、監督機関に申し立てができることを本人に知らせます。
rq-hold = 法的な保全をかける
rq-lift = 法的な保全を解く
rq-on-hold = 法的な保全
rq-hold-hint = 保全の間、この人のデータは何も消去されません。台帳に記録され、本人にも見えます。
rq-hold-reason = 理由
rq-hold-reason-hint = 事件番号など。記録に残ります。
rq-link = ダウンロード用リンクを作る
rq-link-why = 保持しているすべてのデータへのリンクです。7日間、1回だけ使えます。本人確認をした人にだけ渡してください。
rq-link-made = リンクです。今だけ表示されます：
rq-link-hint = 読むためのページは ?format=html、表は ?format=csv を付けます。付けなければJSONです。
rq-gone = この人は消去されました
rq-gone-lead = 請求も一緒に消えました。誰の請求だったかは、もう誰にも分かりません。これは証明書です。
rq-certificate = 番号
rq-erased-on = 消去した日時
rq-erased-keys = 破棄した鍵
rq-erased-identifiers = 無効にした識別子
rq-erased-entries = 削除した記録
rq-erased-facts = 削除した許可の記録
rq-told-taken = 受け付けました。期間は今から始まります。
rq-told-joined = 同じ請求が対応中のため、それに加えました。本人確認は別に必要です。
rq-told-identified = 記録しました。本人確認ができました。
rq-told-advanced = 今できるところまで行いました。
rq-told-replied = 記録しました。
rq-told-extended = 期間を延ばしました。今日中に本人に知らせてください。
rq-told-refused = 拒否しました。理由を本人に知らせてください。
rq-told-cancelled = 取り下げました。
rq-told-held = 今から法的な保全がかかっています。
rq-told-lifted = 法的な保全を解きました。
rq-problem-nobody = この識別子の人は登録されていません。請求した人にそれを伝えないでください。誰に対しても同じように答えます。
rq-problem-many = この人の対応中の請求が多すぎます。先にそれらに回答してください。
rq-problem-busy = 同時にほかの変更がありました。もう一度お試しください。
rq-problem-not-shown = この権利にはこの確認では足りません。ほかの方法でも確認してください。
rq-problem-agent = 委任状を確認していないため、何も行いません。
rq-problem-closed = この請求は終了しています。もう何も起こりません。
rq-problem-not-identified = 請求した人の本人確認がまだです。
rq-problem-no-ground = 今は、これを理由にすべてを拒否することはできません。
rq-problem-no-time = これ以上延ばせません。すでに延長したか、最初の期限を過ぎたか、法律が認めていません。
rq-problem-systems-wait = まだ完了を知らせていないシステムがあります。
rq-problem-systems = この請求に関わらないシステムか、64文字を超える名前があります。
rq-problem-not-now = 今はできません。
rq-problem-hold = 法的な保全がかかっているため、何も消去しません。先に解くか、それを理由に拒否してください。
rq-problem-code = システムの回答を選び、失敗なら短いコードを入れてください。
rq-problem-reason = 理由を選んでください。
rq-problem-hold-reason = 200文字以内で理由を入れてください。
rq-problem-unfound = 記録に使える識別子がこの人にありません。

## できない理由
rq-why-not_under_basis = この目的の法的根拠のもとでは、この権利はありません。
rq-why-kept_by_law = 法律が保存を義務づけています。
rq-why-public_task = 公共の任務のために保存しています。
rq-why-legal_hold = 法的手続きのため、当面は何も消去できません。
rq-why-nothing_held = 何も保持していません。
rq-why-no_automated_decision = ここでは自動的な判断をしていません。
rq-why-not_sold = この目的では販売も共有もしていません。
rq-why-no_sensitive_data = 必要な範囲を超えて機微なデータを使っていません。
rq-why-identity_not_shown = 請求した人の本人確認ができませんでした。
rq-why-agent_not_authorised = 代理人の委任状がありませんでした。
rq-why-excessive = 明らかに理由がないか、過度な請求です。
rq-why-rights_of_others = ほかの人の権利を害します。
rq-why-nobody_known = 示された内容に当たる人はいません。

## 読むためのデータ一式
pk-title = お客様のデータ
pk-lead = { $date }の時点で{ $brands }がお客様について持っていたすべてのデータです。入手元と理由も示します。
pk-lead-portability = お客様が{ $brands }にお預けになったデータ（{ $date }時点）です。お持ち出しいただけます。
pk-contents = 目次
pk-other = そのほかのデータ
pk-empty = お客様を見つけるためのもの以外は持っていません。
pk-why = 何のために、どんな根拠で持っているか
pk-not-now = 今は使えません：{ $reasons }。
pk-worked-out = 当社が分けたグループ
pk-done = お客様がなさったこと
pk-done-empty = お客様がなさったことの記録はありません。
pk-events = 一つひとつの記録
pk-events-left = { $count ->
   *[other] 古い記録{ $count }件はここでは省いています。JSONファイルにはさらにあります。
}
pk-left-out = { $count ->
   *[other] 一つのファイルに収まらないため、古い記録{ $count }件はどのファイルにも含まれていません。必要な場合はお問い合わせください。
}
pk-history = お客様が許可したことと、そのすべての変更
pk-looks = データを見た人
pk-foot = 誤りがありますか。訂正、消去、利用の制限、異議の申し立てができます。このファイルは接続なしで開けます。ほかの人に読まれない場所に保管してください。

## 保存期間
rt-title = もう保存できないもの
rt-lead = 1日1回、どの目的でも保存できなくなったものを消します。次回に何が消えるかを前もって見られます。数えるだけで、何も変わりません。
rt-last = 前回の実施
rt-next = 次回の予定
rt-events = 消える記録
rt-trimmed = 小さくなるレコード
rt-looked = 調べたレコード
rt-failed = 数えられませんでした。理由はログにあります。
rt-counting = { $date }から数えています。全員分を調べるため時間がかかります。このページを離れても構いません。
rt-counted = { $date }に数えました。
rt-not-counted = 起動してからまだ数えていません。
rt-count = 今すぐ数える
rt-periods = 目的別
rt-ended = 期間を過ぎた値

## The rail
rail-records = 処理の記録
rail-audit = 監査

## 監査
audit = 監査
au-questions = 質問
au-consents = 誰が同意したか
au-consents-lead = 目的について、誰がいつどの文面に何と答えたか。全員について調べるときは、人の欄を空けてください。
au-decision = どの根拠か
au-decision-lead = ある時点で、ある人について許されていたか。当時のカタログと発言で、もう一度判断します。
au-changes = 何が変わったか
au-changes-lead = カタログの版と違い、請求の結果、許可について記録されたこと、スタッフが本人に代わって述べたこと。
au-person-hint = 全員なら空けておきます。アドレスやログには残りません。
au-person-now = { $person }について調べています。ほかの人なら入力してください。
au-version = 文面の版
au-from = 開始日（UTC）
au-until = 終了日（その日を含む、UTC）
au-at = 時点（UTC）
au-operation = 行われたこと
au-month = 月（UTC）
au-month-hint = 例：2026-05
au-ask = 調べる
au-answer = 答え
au-consents-empty = 調べたレコードに、当てはまる発言はありません。
au-decision-missing = 人、目的、時点を指定してください。
au-month-missing = 2026-05のように月を指定してください。
au-ahead = この時点はまだ来ていません。現在かそれより前を指定してください。
au-no-catalog = この時点で有効なカタログはありませんでした。
au-permitted = 「{ $purpose }」は当時許されていました。根拠：{ $basis }。
au-denied = 「{ $purpose }」は当時許されていませんでした
au-records = 当時この人だったレコード
au-recorded-later = { $count ->
   *[other] その時点までに効力を生じ、後から記録された発言が{ $count }件あります。当時は数えられていません。
}
au-cut-records = { $count ->
   *[other] 発言が5,000件を超えるレコードが{ $count }件あります。それぞれ新しい5,000件だけを読んだため、古いものは回答に含まれないことがあります。
}
au-place-later = 住んでいる場所は後から記録されたため、最も厳しい規則によりました。
au-rests-on = もとになった発言
au-rests-on-nothing = 発言はありません。この根拠には要りません。
au-place = 台帳の記録 { $index }
au-no-place = 台帳より前のもの
au-text = 文面
au-versions-empty = 適用されたカタログの版はありません。
au-version-first = 最初の版か、比べるもののない版です。
au-differences = { $count ->
   *[other] 前の版との違い{ $count }件
}
au-act-added = 追加
au-act-removed = 削除
au-act-changed = 変更
au-widens = 許す範囲が広がる
au-narrows = 許す範囲が狭まる
au-basis-changed = 法的根拠
au-cut = ここに示したもののほかにもあります。
au-ended = 終了した請求
au-ended-empty = 終了した請求はありません。
au-outcome = 結果
au-facts = 許可についての発言
au-facts-empty = 調べたレコードに、記録されたものはありません。
au-what = 内容
au-who = 述べた人
au-preferences = { $brand }での好み
au-overrides = スタッフやブランドが本人に代わって述べたこと、行ったこと
au-overrides-count = { $count ->
    [0] 調べたレコードにはありません。
   *[other] 調べたレコードに{ $count }件（表示は50件まで）。
}
au-looked = { $count ->
   *[other] { $count }件のレコードを調べました。
}
au-looked-all = これで残りはありません。
au-looked-more = 続きがあります。次へ進んでください。
au-more = 次へ
au-file = 証明とともに答えを保存（JSON）
au-file-hint = 「telos receipt verify ファイル」で、誰にも尋ねずにすべての証明を確かめられます。消去された人は答えに含まれません。

## A copy on the own pages
me-copy-as-html = 読むためにダウンロード

## Who said it
au-said = 述べた人：{ $by }（{ $method }）
au-by-person = 本人
au-by-guardian = 保護者
au-by-staff = スタッフ
au-by-agent = 代理人
au-by-signal = ブラウザや端末
au-by-controller = ブランド

## What staff did
au-deed-unmerge = 別のレコードから分離
au-deed-refuse = 請求を拒否
au-deed-extend = 請求の期間を延長
au-deed-lift_suppression = 消去された識別子を再び許可
au-deed-by = 実施：{ $name }
