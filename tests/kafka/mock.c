/*
 * mock.c - a Kafka cluster for the tests: librdkafka's mock, on loopback.
 *
 *	mock TOPIC PARTITIONS
 *
 * Prints the brokers' addresses in one line, then serves until it is told to
 * end by SIGTERM, or until whoever started it is gone.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <librdkafka/rdkafka.h>

#include <librdkafka/rdkafka_mock.h>

enum { BROKERS = 1 };

static rd_kafka_t *
new_handle(void)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[256];
	rd_kafka_t *rk;

	rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (rk == NULL) {
		fprintf(stderr, "mock: %s\n", why);
		exit(1);
	}
	return rk;
}

int
main(int argc, char **argv)
{
	rd_kafka_mock_cluster_t *cluster;
	sigset_t ends;
	rd_kafka_t *rk;
	int sig;

	if (argc != 3) {
		fprintf(stderr, "usage: mock TOPIC PARTITIONS\n");
		return 2;
	}
	/* before any thread starts, so that all of them leave it to us */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	rk = new_handle();
	cluster = rd_kafka_mock_cluster_new(rk, BROKERS);
	if (cluster == NULL ||
	    rd_kafka_mock_topic_create(cluster, argv[1], atoi(argv[2]),
		BROKERS) != RD_KAFKA_RESP_ERR_NO_ERROR) {
		fprintf(stderr, "mock: no cluster\n");
		return 1;
	}
	printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
	fflush(stdout);
	sigwait(&ends, &sig);
	rd_kafka_mock_cluster_destroy(cluster);
	rd_kafka_destroy(rk);
	return 0;
}
