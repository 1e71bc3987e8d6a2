//! Which right there is under which basis.

use super::Right;
use crate::catalog::BasisKind;

/// Whether a right holds for data that is processed on a basis.
///
/// For the bases of the GDPR this is the mapping of legal bases to rights of the W3C Data Privacy
/// Vocabulary (`legal/eu/gdpr`); Art. 13 and 14 are one right here. The basis "allowed until
/// opted out" follows the California Consumer Privacy Act. Opting out of sale and limiting
/// sensitive data only narrow, so that they hold under every basis.
///
/// An objection to marketing holds under every basis; that is for whoever knows the purpose
/// ([`super::plan`]).
#[must_use]
pub const fn holds(right: Right, basis: BasisKind) -> bool {
    use BasisKind as Basis;
    match right {
        Right::Information
        | Right::Access
        | Right::Rectification
        | Right::SaleOptOut
        | Right::LimitSensitive => true,
        Right::Restriction => !matches!(basis, Basis::OptOut),
        Right::Erasure => !matches!(basis, Basis::LegalObligation | Basis::PublicTask),
        Right::Portability => {
            matches!(basis, Basis::Consent | Basis::Contract | Basis::OptOut)
        }
        Right::Objection => basis.can_be_objected_to(),
        Right::AutomatedDecision => !matches!(basis, Basis::LegalObligation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DPV 2.0, `legal/eu/gdpr/modules/legal_basis_rights_mapping.csv`: the articles under each of
    /// Art. 6(1)(a) to (f). Art. 7(3) and 77 are no requests to the controller.
    const DPV: [(BasisKind, &[u8]); 6] = [
        (BasisKind::Consent, &[13, 14, 15, 16, 17, 18, 20, 22]),
        (BasisKind::Contract, &[13, 14, 15, 16, 17, 18, 20, 22]),
        (BasisKind::LegalObligation, &[13, 15, 16, 18]),
        (BasisKind::VitalInterests, &[13, 14, 15, 16, 17, 18, 22]),
        (BasisKind::PublicTask, &[13, 14, 15, 16, 18, 21, 22]),
        (
            BasisKind::LegitimateInterests,
            &[13, 14, 15, 16, 17, 18, 21, 22],
        ),
    ];

    const ARTICLES: [(u8, Right); 8] = [
        (13, Right::Information),
        (15, Right::Access),
        (16, Right::Rectification),
        (17, Right::Erasure),
        (18, Right::Restriction),
        (20, Right::Portability),
        (21, Right::Objection),
        (22, Right::AutomatedDecision),
    ];

    #[test]
    fn every_row_is_that_of_the_data_privacy_vocabulary() {
        for (basis, articles) in DPV {
            for (article, right) in ARTICLES {
                assert_eq!(
                    holds(right, basis),
                    articles.contains(&article),
                    "{right:?} under {basis:?}"
                );
            }
        }
    }

    #[test]
    fn under_opting_out_the_rights_are_those_of_california() {
        let held: Vec<Right> = Right::ALL
            .into_iter()
            .filter(|right| holds(*right, BasisKind::OptOut))
            .collect();
        assert_eq!(
            held,
            [
                Right::Information,
                Right::Access,
                Right::Rectification,
                Right::Erasure,
                Right::Portability,
                Right::Objection,
                Right::AutomatedDecision,
                Right::SaleOptOut,
                Right::LimitSensitive,
            ]
        );
    }

    #[test]
    fn what_only_narrows_holds_under_every_basis() {
        for basis in BasisKind::ALL {
            assert!(holds(Right::SaleOptOut, basis) && holds(Right::LimitSensitive, basis));
        }
    }
}
