"""A campaign: the diagnosis of many territories, each whole or told as failed, then compared."""

from geotools.campaign.run import CampaignSummary, run_campaign

__all__ = ["CampaignSummary", "run_campaign"]
