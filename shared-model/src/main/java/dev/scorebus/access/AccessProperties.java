package dev.scorebus.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// How a service is guarded.
///
/// @param tokenFile file with the tokens of which every request must show one; without it a service starts on loopback only
@ConfigurationProperties("scorebus.access")
record AccessProperties(@Nullable Path tokenFile) {}
