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
me-from = 入手元：{ $source }（{ $brand }）、{ $date }。
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
me-right-sensitive = 特に配慮が必要な情報は必要な場合だけ
me-right-sensitive-body = 健康、信条、出自などの情報は、お客様が求められたことのためだけに使います。
me-sensitive-stop = 必要な場合だけ
me-sensitive-go = 個々の設定に従う
me-right-correct = 間違いを直す
me-right-correct-body = 値が間違っている場合は、その横でご自身で直せます。

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
