/*-------------------------------------------------------------------------
 *
 * tier.h
 *	  The codes of city_class, in their order.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_TIER_H
#define RESUME_TIER_H

/* Stored, so a code keeps its meaning. */
typedef enum CityClass
{
	CITY_COMPREHENSIVE,
	CITY_CHARACTERISTIC,
	CITY_CANDIDATE,
	CITY_CLASSES
} CityClass;

#endif							/* RESUME_TIER_H */
