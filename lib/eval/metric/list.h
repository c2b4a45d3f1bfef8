/* list.h - the metrics, in the order they are reported. */
METRIC(average_precision)
METRIC(ap_lift)
METRIC(roc_auc)
METRIC(best_f1)
METRIC(best_f4)
METRIC(youden)
METRIC(point)
METRIC(events)
