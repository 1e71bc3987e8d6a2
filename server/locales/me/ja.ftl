# お客様ご自身のページの言葉。
me-sections = お客様のページ
me-brands = ページの見た目
me-home = ホーム
me-choices = 設定
me-contact = 連絡方法
me-data = マイデータ
me-history = 履歴
me-looks = データを見た人
me-rights = そのほかに決められること
me-back-home = お客様のページへ
me-failed = うまくいきませんでした
me-failed-body = ただいまデータを読み書きできませんでした。何も変更されていません。少し待ってから、もう一度お試しください。
me-denied = このフォームはお客様のページから送られていません
me-denied-body = お客様を守るため、ご自身で開いたページからのフォームだけを受け付けます。何も変更されていません。ページを開き直して、そこから送ってください。

## 入口
me-enter = ご自分のデータの使われ方を見て、決める
me-enter-lead = メールアドレスか携帯電話番号を入力してください。ほかの人が入れないように、コードをお送りします。
me-address = メールアドレスまたは携帯電話番号
me-address-hint = 電話番号は国番号から入力してください（例：+81 90 1234 5678）。
me-address-wrong = メールアドレスでも、国番号付きの携帯電話番号でもありません。ご確認のうえ、もう一度お試しください。
me-asked-too-often = 短い間に何度も試されました。15分ほど待ってから、もう一度お試しください。
me-enter-button = コードを送る
me-enter-why = ここに入力された内容は、お入りいただくためだけに使います。パスワードは要りません。
me-code = コードを入力してください
me-code-lead = このアドレスが登録されていれば、コードをお送りしました。有効なのは10分間、1回限りです。
me-code-label = コード
me-code-hint = 6桁の数字
me-code-wrong = このコードは使えません。入力の誤り、使用済み、または期限切れかもしれません。新しいコードを送ることができます。
me-code-button = 入る
me-code-again = 新しいコードを送る
me-link-lead = もう一度だけ押してください。メールを検査するプログラムがリンクを使ってしまわないようにするためです。
me-link-button = 入る
me-link-wrong = このリンクはもう使えません。使用済みか、期限切れです。新しいコードをお送りください。
me-letter-subject = { $brand } のコード
me-letter-code =
    { $code } は、{ $brand } のプライバシーページに入るためのコードです。
    有効なのは10分間、1回限りです。
me-letter-link =
    または、30分以内に次のリンクを開いてください。
    { $link }
me-letter-not-you = お心当たりがない場合は、何もしなくて大丈夫です。コードがなければ誰も入れません。

## 確認
me-confirm = 確認のため、もう一度押してください
me-confirm-lead = { $brand } で、次のことに「はい」とお答えになりました。ご本人であることを確認してください。
me-confirm-button = はい、私です
me-confirm-else = お心当たりがない、または気が変わった場合は、何もしないでください。押さなければ、オフのままです。
me-confirm-wrong = このリンクは使えません
me-confirm-wrong-body = すでに使われたか、期限切れか、その後に別の設定をされています。お客様のページで、今の設定を見て変えられます。
me-confirmed = 確認しました。ありがとうございます
me-confirmed-body = 今からオンになりました。いつでも同じように簡単にオフにできます。
me-letter-confirm-subject = { $brand }：「{ $purpose }」のご確認
me-letter-confirm =
    { $brand } の「{ $purpose }」に「はい」とお答えになりました。

    ご本人であることを、7日以内に確認してください。
    { $link }

    お心当たりがない場合は、何もしないでください。オフのままです。

## たった今のこと
me-told-yes = 保存しました。今からオンです。
me-told-pending = 保存しました。あとひとつだけ、お送りするリンクから確認してください。
me-told-no = 保存しました。オフにし、今からやめます。
me-told-saved = 保存しました。今からそのとおりにします。
me-told-corrected = 保存しました。今から新しい値を使います。
me-told-not-corrected = この値は受け取れませんでした。形式が正しくないか、保存が許されていません。何も変更されていません。
me-told-objected = 保存しました。今からやめます。
me-told-unobjected = 保存しました。今から再び許可されます。
me-told-restricted = 保存しました。今からデータは保管するだけで、ほかには何もしません。
me-told-unrestricted = 保存しました。今から再びお客様の設定のとおりにします。
me-told-left = ログアウトしました。
me-told-unchanged = 変更はありません。すでにそのとおりです。
me-told-welcome = ようこそ。2時間ログインしたままになります。

## ホーム
me-title = あなたのデータ、あなたの選択
me-lead = { $date }から { $brands } がお客様について持っているものを見て、その使い方を決められます。
me-home-on = お客様が決められる{ $count }件の使い方のうち、{ $on }件がオンです。
me-home-undecided = { $count ->
   *[other] { $count }件がお客様のお答えを待っています
}
me-home-choose = 決める
me-home-data = すべてを見る、直す
me-home-contact = 連絡方法を変える
me-home-changes = { $count ->
   *[other] 変更は{ $count }件、最新は{ $date }です。
}
me-home-looks = { $count ->
    [0] この30日間、お客様のデータは誰も見ていません。
   *[other] この30日間に、お客様のデータは{ $count }回見られました。
}
me-home-history = すべての変更を見る
me-home-rights = そのほかに決められることを見る

## 設定
me-choices-lead = データの使い方をひとつずつ、やさしい言葉で説明し、「はい」と「いいえ」を並べています。押すとすぐに有効になります。
me-restricted-note = データは保管だけにするようご依頼いただいています。解除されるまで、法律で求められるものを除き、下の使い方はすべてオフです。
me-objected-note = { $brand } のすべての広告に「いいえ」とお答えになっています。
me-change = 変更する
me-on = オン
me-off = オフ
me-pending = 確認待ち：お送りしたリンクから確認してください
me-changed = 文面が変わりました。もう一度お答えください
me-expired = 「はい」の期限が過ぎました。もう一度お答えください
me-what-changed = 「はい」のお答えのあとに変わったこと
me-child-note = おひとりで決められる年齢になっていません。任意の使い方への「はい」は、保護者の方からのものだけが有効です。「いいえ」はすぐに有効になります。
me-child-note-sale = すべてをおひとりで決められる年齢になっていません。データを売ったり共有したりしてよいかは、ご自分で決められます。ほかの任意の使い方への「はい」は、保護者の方からのものだけが有効です。「いいえ」はすぐに有効になります。
me-yes = はい
me-no = いいえ
me-if-yes = 「はい」：ここに書いてあることだけをします。
me-if-no = 「いいえ」：すぐにやめます。それで不利になったり、値段が上がったりすることはありません。
me-if-object = 「いいえ」：すぐにやめます。
me-fixed = オフにはできません。{ $basis }ためです。
me-not-here = お住まいの地域では行っていません。
me-fixed-count = { $count ->
   *[other] オフにできない使い方 { $count }件と、その理由
}
me-more = 理由、内容、期間
me-why = 行える理由
me-basis-contract = ご注文のために必要な
me-basis-legal_obligation = 法律で求められている
me-basis-vital_interests = 命に関わることがある
me-basis-public_task = 公共の仕事である
me-because-consent = お客様が「はい」とお答えになったからです。お答えがなければ行いません。
me-because-contract = ご注文のために必要だからです。
me-because-legal_obligation = 法律で求められているからです。
me-because-vital_interests = 命に関わることがあるからです。
me-because-public_task = 公共の仕事だからです。「いいえ」と言えます。
me-because-legitimate_interests = 店の運営に役立ち、お客様の害にはならないと考えるからです。「いいえ」と言えます。
me-because-opt_out = 「いいえ」と言われるまでは法律で認められているからです。
me-recipients = ほかに受け取る人
me-agreed = 「はい」のお答え
me-agreed-on = { $date }、この文面の第{ $version }版に対して
me-until = 「はい」の有効期限

## 連絡方法
me-contact-lead = どの方法で、どのくらいの頻度で、いつは避けるべきか。ここでの設定は減らすだけで、許可された以上に増えることはありません。
me-contact-empty = 連絡をする店はありません。
me-channel-ask = { $brand } がこの方法を使ってもよいですか：{ $channel }
me-often-when = 頻度と、避けてほしい時間
me-often-label = 多くても
me-often-any = お伝えすることがあるたびに
me-often = { $days ->
    [1] 1日に{ $count }通
   *[other] { $days }日に{ $count }通
}
me-quiet = 静かにしてほしい時間
me-quiet-hint = この時間の間は何も届きません。要らない場合は空のままにしてください。
me-quiet-from = 開始
me-quiet-until = 終了
me-quiet-zone = 時間帯
me-topics = 話題
me-topics-ask = { $brand } から何についてのお知らせを受け取りますか。
me-save = 保存

## お客様のデータ
me-data-lead = お客様について持っているすべてを種類ごとに、どこから来て何のために保管しているかとともにお見せします。
me-data-empty = お入りになったアドレスのほかには、何も持っていません。
me-likes = お好み
me-likes-lead = お好きなもの、苦手なものを、ご自分の言葉でお聞かせください。許可された目的にのみ使い、いつでも変更したり空にしたりできます。
me-likes-empty = ここでお尋ねすることはありません。
me-likes-hint = 言葉は読点かコンマで区切ってください。空欄にすると、以前の内容は取り消されます。
me-from = 入手元：{ $source }（{ $brand }）、{ $date }。
me-from-third = { $provider } が収集したもので、次の条件で使います：{ $licence }。
me-held-for = 保管の目的：{ $purposes }。
me-correct = 直す
me-correct-label = 正しい値
me-times = { $count ->
   *[other] { $count }回
}
me-sum = 合計 { $sum }
me-segments = お客様が入っているグループ
me-segments-lead = 上のデータから計算したもので、それぞれひとつの使い方のためです。その使い方をオフにすると、グループから外れます。

## 履歴
me-history-lead = 許可の変更をすべて、新しい順にお見せします。お客様の意思なしに消えることはありません。
me-history-empty = まだ何も変更していません。
me-purpose-of = { $purpose }（{ $brand }）
me-fact-request = おたずねしました：{ $purpose }
me-fact-grant = はい：{ $purpose }
me-fact-confirm = 「はい」を確認：{ $purpose }
me-fact-deny = いいえ：{ $purpose }
me-fact-withdraw = 「はい」を取り消し：{ $purpose }
me-fact-revoke = 店が終了：{ $purpose }
me-fact-invalidate = 無効：{ $purpose }
me-fact-object = 異議：{ $purpose }
me-fact-unobject = 異議を取り消し：{ $purpose }
me-fact-no-marketing = { $brand } のすべての広告に「いいえ」
me-fact-marketing = { $brand } の広告を再び許可
me-fact-flag-on = 設定：{ $flag }
me-fact-flag-off = 解除：{ $flag }
me-flag-restriction = データは保管だけにする
me-flag-sale = データを売らない、共有しない
me-flag-gpc = ブラウザの信号：売らない、共有しない（Global Privacy Control）
me-flag-sensitive = 特に配慮が必要な情報は必要な場合だけ
me-flag-child = お子様
me-flag-young = データの販売を自分で決めるには幼い
me-flag-hold = 法的な理由で保管
me-flag-erased = 消去済み
me-fact-channel-yes = { $brand } からの{ $channel }：はい
me-fact-channel-no = { $brand } からの{ $channel }：いいえ
me-fact-topic-yes = { $brand } の「{ $topic }」：はい
me-fact-topic-no = { $brand } の「{ $topic }」：いいえ
me-fact-often-any = { $brand } からの{ $channel }：上限なし
me-fact-often = { $brand } からの{ $channel }：多くても{ $limit }
me-fact-quiet = { $brand } からの{ $channel }：静かな時間を設定
me-fact-quiet-none = { $brand } からの{ $channel }：静かな時間なし
me-by = { $by }、{ $method }
me-by-person = お客様
me-by-guardian = 保護者の方
me-by-staff = 担当者（お客様に代わって）
me-by-agent = お客様の代理の方
me-by-signal = ブラウザまたは端末
me-by-controller = 店
me-text-version = 文面の第{ $version }版
me-method-me = このページで
me-method-api = 店のプログラムから
me-method-sdk = サイトまたはアプリで
me-method-gpc = ブラウザの信号で
me-method-form = フォームで
me-method-store = 店頭で
me-method-phone = 電話で
me-method-guardian-link = お手紙のリンクから
me-method-age = お知らせいただいた年齢から
me-method-paper = 書面で
me-method-import = 以前のシステムから引き継ぎ
me-looks-lead = 担当者がお客様のページを開いたとき、またプログラムが読み取った日を、その理由とともにお見せします。
me-looks-empty = お客様のデータは、まだ誰も見ていません。
me-looked-staff = 担当者
me-looked-program = プログラム「{ $name }」
me-looked-profile = お客様の情報
me-looked-timeline = お客様の行動
me-looked-permissions = お客様の許可
me-looked-for = 目的：{ $purpose }

## そのほか
me-rights-lead = ひとつの使い方を超えた決定です。すぐに有効になり、いつでも変えられます。
me-right-marketing = すべての広告をやめる
me-right-marketing-body = どの方法でも、広告となるものすべてへの「いいえ」です。取り消すまで、個々の設定より優先されます。
me-marketing-stop = { $brand } の広告をやめる
me-marketing-go = 個々の設定に従う
me-right-restrict = データの利用を止める
me-right-restrict-body = 今あるデータは保管し、法律で求められること以外には使いません。データが正しいか確かめる間などに役立ちます。
me-restrict-stop = 止める
me-restrict-go = 個々の設定に従う
me-right-sale = データを売らない、共有しない
me-right-sale-body = お金と引き換えに、または相手の広告のために、お客様のデータが渡ることはありません。
me-sale-stop = 売らない、共有しない
me-sale-go = 個々の設定に従う
me-sure-sale = 販売と共有を許可しますか
me-sure-sale-body = 以前に拒否されたか、16歳未満のため、{ $brand }からもう一度お尋ねします。個々の設定に従って、お客様のデータを販売または共有してもよろしいですか。
me-sure-yes = はい、許可します
me-sure-no = いいえ、このままにします
me-right-sensitive = 特に配慮が必要な情報は必要な場合だけ
me-right-sensitive-body = 健康、信条、出自などの情報は、お客様が求められたことのためだけに使います。
me-sensitive-stop = 必要な場合だけ
me-sensitive-go = 個々の設定に従う
me-right-correct = 間違いを直す
me-right-correct-body = 値が間違っている場合は、その横でご自身で直せます。

## 権利としての請求
me-requests = ご請求の状況
me-requests-lead = これらは法律で認められた権利で、無料です。いつまでにお答えするかをここでご覧いただけます。
me-requests-empty = まだご請求はありません。
me-requests-new = 請求する
me-requests-many = ご請求が多くなっています
me-requests-many-body = 20件のご請求が進行中です。回答をお待ちいただくか、いくつか取り下げてください。
me-home-asked = 回答をお待ちいただいているものが{ $count }件あります
me-ask-information = データがどう使われるかを知る
me-ask-access = すべてのデータの写しを受け取る
me-ask-rectification = データを直す
me-ask-erasure = データを消去する
me-ask-restriction = データの利用を止めて保管する
me-ask-portability = データを持ち出す
me-ask-objection = データの利用をやめさせる
me-ask-automated-decision = 人による確認を求める
me-ask-sale-opt-out = データを売らない、渡さない
me-ask-limit-sensitive = 特に私的なデータは必要な場合だけ
me-request-received = ご本人の確認待ち
me-request-identified = 受付済み
me-request-working = 対応中
me-request-completed = 完了
me-request-refused = 対応できません
me-request-cancelled = 取り下げ済み
me-request-body-received = 受け付けました。始める前に、ご本人であることをお示しください。
me-request-body-identified = 受け付け、ご本人であることを確認しました。まもなく始めます。
me-request-body-working = 始めました。ここに挙げた全員が作業を終えると完了です。
me-request-body-completed = できることはすべて終えました。
me-request-body-cancelled = 取り下げられたため、何も行っていません。
me-request-late = 遅れています。回答の期限を過ぎました
me-request-asked = 請求日
me-request-due = 回答期限
me-request-closed = 回答日
me-request-extended = 法律により期限が延びました。
me-request-waits-for = 作業待ち
me-request-staff = 担当者
me-request-not = 次の部分は対応できません：
me-request-on = 続ける
me-request-back = 取り下げる
me-hindrance-not_under_basis = この用途のデータには、法律上この権利がありません。
me-hindrance-kept_by_law = 法律により、一定の期間は保管しなければなりません。
me-hindrance-public_task = 公的な任務のために保管しています。
me-hindrance-legal_hold = 法的な手続きが続いているため、今はすべて保管しなければなりません。
me-hindrance-nothing_held = この用途で保管しているデータはありません。
me-hindrance-no_automated_decision = ここでは、プログラムがお客様について何かを決めることはありません。
me-hindrance-not_sold = ここでは、販売も共有もしていません。
me-hindrance-no_sensitive_data = ここでは、特に私的なデータを使わないか、必要な場合だけ使います。
me-hindrance-identity_not_shown = 期限までに、ご本人であることが示されませんでした。
me-hindrance-agent_not_authorised = 請求した人が、お客様の代理であることを示しませんでした。
me-hindrance-excessive = 請求が多すぎるか、理由がまったくありませんでした。
me-hindrance-rights_of_others = ほかの人の権利を損なうおそれがあります。
me-hindrance-nobody_known = 示された内容に当てはまる方がいません。
me-prove = もう一つの方法でご本人であることをお示しください
me-prove-lead = 別の連絡先を入力してください。メールで入った方は携帯電話番号、電話で入った方はメールアドレスです。入ってから1時間を過ぎた場合は、同じ連絡先でもかまいません。そこへコードをお送りします。
me-prove-none = 連絡先が一つしか登録されていない場合は、担当者へお問い合わせください。書類で確認できます。
me-prove-why = 特に私的なデータを守るため、または入ってから時間がたったため、もう一つコードをお願いしています。まだ何も行っていません。
me-prove-button = もう一つコードを受け取る
me-told-ready = データの用意ができました。
me-told-asked = ご請求を受け付けました。ここで状況をご覧いただけます。
me-told-prove = あと一つ残っています。もう一つの方法でご本人であることをお示しください。
me-told-proven = ありがとうございます。確認できました。「続ける」を押してください。
me-told-taken-back = 取り下げました。何も行っていません。
me-told-erasing = 始めました。ここに挙げたシステムでも消去が終わると、すべて消えます。
me-told-erased-in-part = 消去しました。法律で保管が必要なものだけが残ります。内容はここでご覧いただけます。

## 写し
me-copy = すべてのデータの写し
me-copy-lead-access = 保管しているすべてのデータを一つのファイルにまとめます。
me-copy-lead-portability = お客様からいただいたデータを、ほかのサービスで読める一つのファイルにまとめます。
me-copy-in-it = 入っているもの
me-copy-has-access = 連絡先や登録内容とその入手元、ご利用の記録、分類されたグループ、すべての「はい」と「いいえ」。
me-copy-has-portability = 同意またはご注文に基づいて、お客様が知らせてくださった内容とご利用の記録。
me-copy-else-access = データを受け取る相手と保管期間は、各用途のページに書いてあります。
me-copy-else-portability = 当方が推定した内容は入りません。それには、すべてのデータの写しをご請求ください。
me-copy-make = ファイルを作る
me-copy-soon = すぐにできます。
me-copy-ready = ファイルの用意ができました
me-copy-made = { $moment }に作成しました。今日のうちは何度でもダウンロードできます。
me-copy-as-csv = 表としてダウンロード
me-copy-as-json = プログラム用にダウンロード
me-copy-care = ファイルにはお客様のすべてが入っています。ご自身だけが読める場所に保管してください。
me-download-used = このリンクは使用済みです
me-download-used-body = データへのリンクは一度だけ、ご本人だけが使えます。写しのページで新しく作ってください。

## 人による確認
me-human-lead = プログラムは、ご利用の記録から人をグループに分け、合いそうなものをお見せします。それを人が確かめるよう求め、ご意見を伝えることができます。
me-human-empty = お客様について推定を行うプログラムはありません。
me-human-none = どのグループにも入っていません。
me-human-groups = 分類されたグループ：{ $groups }
me-human-ask = 人による確認を求める
me-human-then = 担当者が結果と理由を確かめ、誤りがあれば直します。回答は「ご請求の状況」に載ります。

## 消去
me-erase-lead = 元に戻すことはできません。消えるものと残るものをお読みください。
me-erase-goes = 消えるもの
me-erase-goes-body = すべてのブランドで、このすべてが消えます。古い写しを読むための鍵も壊します。すべてのグループとリストから外れます。
me-erase-goes-part = 下に書いたものを除き、すべてのブランドでこのすべてが消えます。すべてのグループとリストから外れます。
me-erase-first = 先に写しを受け取る
me-erase-stays = 残るもの
me-erase-stays-body = 残るものは封じます。ほかの用途には使わず、期間が過ぎれば消えます。
me-erase-mark = 古い名簿から戻ってしまわないように、連絡先を読めない形にした目印だけを残します。目印から連絡先を読み取ることはできません。
me-erase-until = 期間は{ $time }です。
me-erase-systems = ほかに消去するところ
me-erase-systems-body = ここで消去する前に、次のシステムが消去します：{ $systems }。進み具合はご請求のページでご覧いただけます。
me-erase-unsure = 誤って消去しないように、先にチェックを入れてください。
me-erase-sure = 元に戻せないことを理解しました
me-erase-button = データを消去する
me-erase-no = データを残す
me-erased = データを消去しました
me-erased-lead = サインアウトしました。お客様についての記録はもうありません。いつか戻られたときは、初めからになります。
me-erased-certificate = 証明書
me-erased-certificate-body = 消去したことの証明で、どなたの名前も入っていません。保管してください。このページは、アドレスを知らなければ開けません。
me-erased-number = 番号
me-erased-at = 消去した日時
me-erased-identifiers = 連絡先と番号
me-erased-entries = ご利用の記録
me-erased-facts = いただいた回答
me-erased-download = 証明書をダウンロード
me-erased-proofs = ダウンロード済みの控えは、これからも有効です。

## 控え
me-receipt = 控え
me-receipt-what = どの記録にも、いつ何を伝えたかを証明する控えがあり、官庁に対しても使えます。
me-receipt-check = 控えを確かめる
me-receipt-none = この記録の控えはありません
me-receipt-none-body = 控えを残し始める前の記録です。記録そのものは履歴に残ります。

## 項目の名前
me-field-first_name = 名
me-field-last_name = 姓
me-field-name = お名前
me-field-title = 敬称
me-field-username = ユーザー名
me-field-email = メール
me-field-phone = 電話
me-field-loyalty_id = 会員カード
me-field-customer_id = ほかのシステムの番号
me-field-birthday = 誕生日
me-field-age = 年齢
me-field-gender = 性別
me-field-address-street = 番地
me-field-address-street_number = 番号
me-field-address-address_2 = 建物名など
me-field-address-city = 市区町村
me-field-address-postal_code = 郵便番号
me-field-address-state = 都道府県
me-field-address-country = 国
me-field-company = 会社
me-field-company-name = 会社
me-field-website = ウェブサイト
me-field-description = メモ
me-field-created_at = ご利用開始
me-field-language = 言語
me-field-loyalty_tier = 会員ランク
me-field-loyalty_points = ポイント
me-field-favourite_genres = お好きなジャンル
me-field-favourite_cuisine = お好きな料理
me-field-allergies = アレルギー
me-field-newsletter_interest = ご関心

## 保護者が決める
me-guardian = お子様のご希望です
me-guardian-lead = お子様があなたを保護者として挙げました。{ $brand }は、あなたの同意がない限り、下記のことを行いません。
me-guardian-legend = 何に同意されますか
me-guardian-yes = 保護者として同意します：{ $what }
me-guardian-send = 保存する
me-guardian-none = すべて同意しない
me-guardian-back = すべて取り消す
me-guardian-else = あらかじめチェックは入っていません。このお手紙は保管してください。お子様が所定の年齢になるまで、同じリンクからいつでも変えられます。保護者でない場合は、何もしないでください。何も行われません。
me-guardian-wrong = このリンクは使えません
me-guardian-wrong-body = 期限が切れているか、お子様が所定の年齢になりました。何も変わっていません。
me-guardian-changed = 文章が変わりました
me-guardian-changed-body = お手紙のリンクをもう一度開き、新しい文章を読んでからお決めください。何も変わっていません。
me-guardian-done = 保存しました。ありがとうございます
me-guardian-done-body = お決めになったことは、今から有効です。同じリンクから同じように変えられます。
me-letter-guardian-subject = { $brand }：お子様が同意を求めています
me-letter-guardian =
    お子様（{ $child }）が{ $brand }であなたを保護者として挙げ、保護者の同意が必要なことを希望しています。

    7日以内に、内容をご覧のうえお決めください：
    { $link }

    このお手紙は保管してください。同じリンクから、いつでも同意を取り消せます。
    保護者でない場合は、何もしないでください。何も行われません。あなたのアドレスは保管していません。

## Who received what
me-received = データの提供先
me-received-lead = お客様の情報を受け取ったすべての相手と、その内容、目的、そしてその後に手放したかどうかをお見せします。
me-received-empty = お客様の情報は、誰にも提供されていません。
me-received-brand = ブランド
me-received-what = データの種類
me-received-why = 目的
me-received-first = 最初
me-received-last = 最新
me-received-deleting = { $date }に削除を求めました（確認待ち）
me-received-stopping = { $date }に利用の停止を求めました（確認待ち）
me-received-deleted = 削除済み（{ $date }に確認）
me-received-stopped = 利用停止済み（{ $date }に確認）
me-received-each = 提供の一覧
me-received-more = 新しいものだけを表示しています。
me-received-lost = 中止しました。一部は届いた可能性があります。
me-sent-event = お客様の行動
me-sent-traits = お客様の情報
me-sent-segment = お客様が属するグループ
me-sent-consent = お客様の許可
me-sent-suppress = 利用停止の指示
me-sent-delete = 削除の指示

## 連絡先
me-addresses = 自分の連絡先
me-addresses-lead = 登録されているメールアドレスと携帯電話番号です。ご本人のものと確認できたものから、このページに入れます。
me-addresses-confirmed = ここから入れます
me-addresses-unconfirmed = ご本人のものか未確認
me-addresses-unconfirmed-body = この連絡先は誰かから伝えられたもので、ご本人のものとはまだ示されていません。ここからは誰も入れません。ご自分のものであれば、コードをお送りください。
me-addresses-confirm = ここへコードを送る
me-addresses-remove = 外す
me-addresses-remove-body = ご自分のものでない場合や、もう使っていない場合は外してください。外すと、ここからは誰もあなたのページに入れず、この連絡先であなたを見分けることもなくなります。後日お店からあなたのものと伝えられると、また登録されます。その場合はお店にお知らせください。
me-addresses-only = ほかに入れる連絡先がないため、これは外せません。先に別の連絡先を加えてください。
me-addresses-add = 連絡先を加える
me-addresses-add-lead = メールアドレスや番号が変わりましたか。ほかの人が自分のものと偽れないよう、そこへコードをお送りします。
me-addresses-code = 入力された連絡先へコードをお送りしました。有効なのは10分間、1回限りです。
me-addresses-code-button = この連絡先を加える
me-told-address-added = 加えました。今からこの連絡先で入れます。
me-told-address-already = この連絡先では、すでに入れます。
me-told-address-others = この連絡先には別のページがあるため、ここには加えませんでした。いったん出て、その連絡先でお入りください。どちらもご本人の場合は、担当者が一つにまとめられます。
me-told-address-not = この連絡先は保管できません。何も変わっていません。担当者へお問い合わせください。
me-told-address-removed = 外しました。ここからは、もう誰もあなたのページに入れません。
me-told-address-last = 入れる連絡先はこれが最後なので、外せません。先に別の連絡先を加えてください。
me-letter-addresses = { $brand }：連絡先が変わりました
me-letter-new =
    { $code } は、この連絡先を{ $brand }のプライバシーページに加えるためのコードです。
    有効なのは10分間、1回限りです。

    お心当たりがない場合は、何もしなくて大丈夫です。コードがなければ何も加わりません。
me-letter-added =
    { $brand }のプライバシーページに連絡先{ $address }が加わり、今からここで入れます。

    お心当たりがない場合は、このお知らせが届いた連絡先でお入りになり、「自分の連絡先」で外してください。
me-letter-removed =
    { $brand }のプライバシーページから連絡先{ $address }が外れました。ここからは、もう誰も入れません。

    お心当たりがない場合は、担当者へお知らせください。

## ご本人の確かめ方
me-proofs = ご本人であることの確かめ方
me-proofs-two = ここには特に私的なデータがあり、ほかの人に渡ってはなりません。そのため、互いに関わりのない確認が二つ要ります。
me-proofs-one = 1時間以内の確認が一つ要ります。
me-proofs-enough = これで足りています。
me-proofs-document = 足りない確認ができない場合は、担当者が書類で確認できます。
me-proof-code-by-email = メールアドレスに送ったコード
me-proof-code-by-sms = 携帯電話に送ったコード
me-proof-there = 確認済み
me-proof-missing = まだ
me-proof-until = { $moment }まで有効
me-proof-old = 確認しましたが、時間がたちました。新しいコードをお送りできます。
me-proof-known = 登録の連絡先へコードをお送りできます。
me-proof-unknown = この種類で入れる連絡先がありません。今から加えるものは、30日たつまで別の確認とは数えません。

## 子どもが保護者に頼む
me-child = 保護者の方に聞きますか
me-child-lead = { $brand }で、まだ一人では決められないことをしたいのですね。
me-child-guardian = この保護者の方に聞きます：{ $guardian }
me-child-button = はい、聞いてください
me-child-else = 自分ではない場合や、気が変わった場合は、何もしないでください。誰にも聞かず、何も起こりません。
me-child-asked = 保護者の方に聞きました
me-child-asked-body = 保護者の方が同意すると始まります。いやになったら、いつでも一人で断れます。
me-letter-child-subject = { $brand }：保護者の方に聞いてもいいですか
me-letter-child =
    { $brand }で、あなたと思われる人が、保護者の同意が要ることをしたいと入力しました。

    7日以内にこのページのボタンを押すと、{ $guardian }へお手紙を送ります。
    { $link }

    自分ではない場合は、何もしないでください。誰にも聞きません。
