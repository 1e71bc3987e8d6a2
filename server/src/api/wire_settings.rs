//! The settings of browser SDKs in the SDKs' own words.

use serde::Serialize;
use telos_model::catalog::Source;
use utoipa::ToSchema;

/// The version of the Segment integration that the SDK has inside.
const SEGMENT_VERSION: &str = "4.4.7";

/// Settings of `@segment/analytics-next`. `plan` is left out: an empty one makes the SDK load a
/// further script.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settings {
    integrations: Integrations,
    metrics: SampleRate,
    analytics_next_enabled: bool,
    legacy_video_plugins_enabled: bool,
    remote_plugins: [u8; 0],
}

/// Exactly one entry, or the SDK loads scripts of others.
#[derive(Serialize, ToSchema)]
struct Integrations {
    #[serde(rename = "Segment.io")]
    segment: SegmentIo,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SegmentIo {
    api_key: String,
    /// Host, port and path, without scheme. Without it the SDK sends to its maker.
    api_host: String,
    protocol: &'static str,
    retry_queue: bool,
    unbundled_integrations: [u8; 0],
    add_bundled_metadata: bool,
    version_settings: VersionSettings,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VersionSettings {
    version: &'static str,
    component_types: [&'static str; 1],
}

/// 0 keeps the SDK from sending statistics of its own to its maker.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SampleRate {
    sample_rate: u8,
}

impl Settings {
    pub(crate) fn new(write_key: &str, protocol: &'static str, place: &str) -> Self {
        Self {
            integrations: Integrations {
                segment: SegmentIo {
                    api_key: write_key.to_owned(),
                    api_host: format!("{place}/v1"),
                    protocol,
                    retry_queue: true,
                    unbundled_integrations: [],
                    add_bundled_metadata: true,
                    version_settings: VersionSettings {
                        version: SEGMENT_VERSION,
                        component_types: ["browser"],
                    },
                },
            },
            metrics: SampleRate { sample_rate: 0 },
            analytics_next_enabled: true,
            legacy_video_plugins_enabled: false,
            remote_plugins: [],
        }
    }
}

/// Configuration of `@rudderstack/analytics-js`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SourceConfig {
    source: SourceShape,
    updated_at: &'static str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SourceShape {
    id: String,
    name: String,
    workspace_id: String,
    write_key: String,
    enabled: bool,
    config: ConfigShape,
    connections: [u8; 0],
    destinations: [u8; 0],
    dataplanes: Empty,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConfigShape {
    stats_collection: StatsCollection,
}

#[derive(Serialize, ToSchema)]
struct StatsCollection {
    errors: Switch,
    metrics: Switch,
}

#[derive(Serialize, ToSchema)]
struct Switch {
    enabled: bool,
}

#[derive(Serialize, ToSchema)]
struct Empty {}

impl SourceConfig {
    pub(crate) fn new(source: &Source, brand: &str, updated_at: &'static str) -> Self {
        let off = || Switch { enabled: false };
        Self {
            source: SourceShape {
                id: source.name.to_string(),
                name: source.name.to_string(),
                workspace_id: brand.to_owned(),
                write_key: source.write_key.to_string(),
                enabled: true,
                config: ConfigShape {
                    stats_collection: StatsCollection {
                        errors: off(),
                        metrics: off(),
                    },
                },
                connections: [],
                destinations: [],
                dataplanes: Empty {},
            },
            updated_at,
        }
    }
}
