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
notice-delay-complex = 内容が多いため
notice-delay-many = ご請求が重なっているため
notice-delay-either = 内容が多いか、ご請求が重なっているため
