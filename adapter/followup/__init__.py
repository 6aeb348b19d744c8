"""Following up: what stays, duties and plans of many people come to per municipality and month, nothing under five persons told."""
