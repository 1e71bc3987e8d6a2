# ご請求についてのお知らせ
notice-subject = { $brand }：ご請求について（{ $right }）
notice-received = { $brand } へのご請求を受け付けました：{ $right }。
notice-until = 遅くとも { $date } までにお答えします。
notice-identity-link =
    始める前に、ご本人であることをお示しください。こちらで、一度だけ使えるコードで確認できます：
    { $link }
notice-identity = 始める前に、ご本人であることを確認する必要があります。方法は追ってお知らせします。
notice-extended = { $brand } へのご請求（{ $right }）は、{ $why }、お時間をいただきます。法律で延長が認められています。
notice-completed = { $brand } へのご請求が完了しました：{ $right }。
notice-hindered = 次の部分は行えませんでした：
notice-part = – { $purpose }：{ $why }
notice-fetch =
    データはこちらで受け取れます：
    { $link }
notice-refused = { $brand } へのご請求には応じられません：{ $right }。理由：
notice-complain = ご納得いただけない場合は、このお知らせへの返信、個人情報保護の監督機関への申し立て、裁判のいずれもできます。
notice-erased = { $brand } へのご請求が完了しました：{ $right }。お持ちしていた情報は破棄しました。このお知らせを送った後は、このアドレスも残りません。
notice-certificate = 消去の証明書の番号：{ $number }
notice-why-you = これは、あなたの個人データについてのご請求に関するお知らせで、広告ではありません。お心当たりがない場合はお知らせください。
notice-right-information = データの扱いを知る
notice-right-access = データを見る
notice-right-rectification = データを直す
notice-right-erasure = データを消す
notice-right-restriction = データの利用を止めておく
notice-right-portability = データを持ち出す
notice-right-objection = 異議を申し立てる
notice-right-automated-decision = 自動的な決定を人に見直してもらう
notice-right-sale-opt-out = データを売らない、共有しない
notice-right-limit-sensitive = 特に慎重なデータは必要な場合だけ使う
notice-why-not_under_basis = この利用について、法律はこの権利を定めていません
notice-why-kept_by_law = 法律により、一定の期間保管しなければなりません
notice-why-public_task = 公共の利益のための仕事として保管しています
notice-why-legal_hold = 法的な手続きの間は、何も消せません
notice-why-nothing_held = これについて、あなたの情報はありません
notice-why-no_automated_decision = ここでは、機械だけで決めることはありません
notice-why-not_sold = ここでは、売ることも共有することもありません
notice-why-no_sensitive_data = ここでは、必要な範囲を超えて特に慎重なデータを使いません
notice-why-identity_not_shown = ご本人かどうかを期限までに確認できませんでした
notice-why-agent_not_authorised = 代わりに請求した人が、委任を示しませんでした
notice-why-excessive = ご請求に根拠がないか、回数が多すぎました
notice-why-rights_of_others = ほかの人の権利を害するおそれがあります
notice-why-nobody_known = いただいた情報に当たる人が見つかりません
notice-delay-complex = 内容が多いため
notice-delay-many = ご請求が重なっているため
notice-delay-either = 内容が多いか、ご請求が重なっているため
