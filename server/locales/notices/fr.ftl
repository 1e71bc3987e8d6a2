# Lettres aux personnes au sujet de leurs demandes.
notice-subject = { $brand } : votre demande ({ $right })
notice-received = Nous avons bien reçu votre demande à { $brand } : { $right }.
notice-until = Vous aurez une réponse au plus tard le { $date }.
notice-identity-link =
    Avant de commencer, montrez-nous s’il vous plaît que c’est bien vous. C’est possible ici, avec un code à usage unique :
    { $link }
notice-identity = Avant de commencer, nous devons être sûrs que c’est bien vous. Nous vous dirons comment le montrer.
notice-extended = Votre demande à { $brand } ({ $right }) nous prend plus de temps, { $why }. La loi nous donne un délai de plus pour cela.
notice-completed = Votre demande à { $brand } est traitée : { $right }.
notice-hindered = Cette partie n’a pas pu être faite :
notice-part = – { $purpose } : { $why }
notice-fetch =
    Vous trouverez vos données ici :
    { $link }
notice-refused = Nous ne pouvons pas faire ce que vous avez demandé à { $brand } : { $right }. La raison :
notice-complain = Si vous n’êtes pas d’accord, vous pouvez nous répondre, vous plaindre auprès d’une autorité de protection des données ou aller en justice.
notice-erased = Votre demande à { $brand } est traitée : { $right }. Ce que nous avions sur vous est détruit, et cette adresse aussi dès que cette lettre est partie.
notice-certificate = Le numéro de l’attestation de votre effacement : { $number }
notice-why-you = Vous recevez cette lettre à cause d’une demande sur vos données personnelles. Ce n’est pas de la publicité. Si vous n’avez rien demandé, dites-le-nous.
notice-delay-complex = parce qu’elle est vaste
notice-delay-many = parce que les demandes sont nombreuses en ce moment
notice-delay-either = parce qu’elle est vaste ou que les demandes sont nombreuses
