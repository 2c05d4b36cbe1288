package dev.scorebus.score;

import dev.scorebus.message.Topics;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What all services have in common.
///
/// @param topicPrefix begins the names of the topics that the services share
@ConfigurationProperties("scorebus")
record SharedProperties(@DefaultValue(Topics.DEFAULT_PREFIX) String topicPrefix) {}
